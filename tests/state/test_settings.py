"""Settings: what is stored comes back, threads follow their parents, servers do not mix."""

from __future__ import annotations

import pytest

from bot.errors import MemberError
from bot.state.values import Channel, Plan, Server

from .conftest import CHANNEL, GUILD, MEMBER, OTHER_GUILD

THREAD = CHANNEL + 100


def test_a_server_without_settings_has_the_defaults(state):
    assert state.settings.server(GUILD) == Server()
    assert state.settings.channel(GUILD, CHANNEL) == Channel(mode="full", sources=None, quotes=None)


def test_server_settings_come_back_and_are_recorded(state, act):
    wanted = Server("Europe/Berlin", CHANNEL, "??", spoilers=True, mode="private", pause=0)
    entry = state.settings.set_server(act(reason="asked for by all"), wanted)
    assert state.settings.server(GUILD) == wanted
    assert state.settings.channel(GUILD, CHANNEL).mode == "private"
    assert (
        entry.detail == f"zone=Europe/Berlin moderators_channel={CHANNEL} prefix=?? spoilers=True mode=private pause=0"
    )
    assert (entry.what, entry.target, entry.reason) == ("set-server", "server", "asked for by all")


def test_setting_what_is_set_already_does_nothing(state, act):
    assert state.settings.set_server(act(), Server(prefix="?"))
    before = state.epoch(GUILD)
    assert state.settings.set_server(act(), Server(prefix="?")) is None
    assert state.epoch(GUILD) == before
    assert len(state.record.page(GUILD).entries) == 1


@pytest.mark.parametrize("zone", ["Nowhere/Land", "", "../etc/passwd", "Europe", "\0", "\ud800", "Europe/Berlin\n"])
def test_an_unknown_zone_is_refused_with_a_sentence(state, act, zone):
    with pytest.raises(MemberError, match="time zone"):
        state.settings.set_server(act(), Server(zone=zone))
    assert state.record.page(GUILD).entries == ()


def test_a_prefix_is_needed(state, act):
    with pytest.raises(MemberError, match="at least one character"):
        state.settings.set_server(act(), Server(prefix=" \0"))


@pytest.mark.parametrize("pause", [-1, 86_401])
def test_a_pause_lies_between_nothing_and_a_day(state, act, pause):
    with pytest.raises(MemberError, match="pause"):
        state.settings.set_server(act(), Server(pause=pause))


def test_the_servers_that_have_the_bot_are_known(state, act):
    assert state.settings.servers() == frozenset()
    state.settings.set_server(act(), Server(prefix="?"))
    state.privacy.server_left(OTHER_GUILD)
    assert state.settings.servers() == {GUILD}
    state.privacy.server_joined(OTHER_GUILD)
    assert state.settings.servers() == {GUILD, OTHER_GUILD}


@pytest.mark.parametrize("mode", ["off", "slash", "mention", "full", "private", "thread"])
def test_channel_settings_come_back(state, act, mode):
    wanted = Channel(mode, frozenset({"pirani-page", "ford-review"}), 3)
    entry = state.settings.set_channel(act(), CHANNEL, wanted)
    assert state.settings.channel(GUILD, CHANNEL) == wanted
    assert state.settings.channels(GUILD) == {CHANNEL: wanted}
    assert entry.detail == f"mode={mode} sources=ford-review,pirani-page quotes=3"
    assert state.settings.set_channel(act(), CHANNEL, wanted) is None


def test_threads_follow_their_parent_until_they_have_settings_of_their_own(state, act):
    state.settings.set_channel(act(), CHANNEL, Channel("private"))
    assert state.settings.channel(GUILD, THREAD, parent=CHANNEL).mode == "private"
    state.settings.set_channel(act(), THREAD, Channel("off"))
    assert state.settings.channel(GUILD, THREAD, parent=CHANNEL).mode == "off"
    assert state.settings.reset_channel(act(), THREAD)
    assert state.settings.channel(GUILD, THREAD, parent=CHANNEL).mode == "private"
    assert state.settings.reset_channel(act(), THREAD) is None


def test_fewer_sources_replace_more(state, act):
    state.settings.set_channel(act(), CHANNEL, Channel(sources=frozenset({"a", "b"})))
    state.settings.set_channel(act(), CHANNEL, Channel(sources=frozenset({"b"})))
    assert state.settings.channel(GUILD, CHANNEL).sources == frozenset({"b"})
    state.settings.set_channel(act(), CHANNEL, Channel())
    assert state.settings.channel(GUILD, CHANNEL).sources is None


@pytest.mark.parametrize("wanted", [Channel(sources=frozenset()), Channel(quotes=0), Channel(quotes=11)])
def test_impossible_channel_settings_are_refused(state, act, wanted):
    with pytest.raises(MemberError):
        state.settings.set_channel(act(), CHANNEL, wanted)


def test_the_same_channel_id_in_another_server_is_another_channel(state, act):
    state.settings.set_channel(act(), CHANNEL, Channel("off"))
    assert state.settings.channel(OTHER_GUILD, CHANNEL).mode == "full"
    state.settings.channel_gone(OTHER_GUILD, CHANNEL)
    assert state.settings.channel(GUILD, CHANNEL).mode == "off"
    state.settings.channel_gone(GUILD, CHANNEL)
    assert state.settings.channel(GUILD, CHANNEL).mode == "full"


def test_a_deleted_channel_leaves_nothing_open(state, act):
    state.settings.set_channel(act(), CHANNEL, Channel("off"))
    state.readings.start(act(), CHANNEL, "toy", [Plan(0, 1)])
    state.answers.shown(GUILD, CHANNEL, 100, [])
    before = state.epoch(GUILD)
    state.settings.channel_gone(GUILD, CHANNEL)
    assert (state.settings.channels(GUILD), state.readings.running(GUILD), state.answers.get(GUILD, 100)) == (
        {},
        (),
        None,
    )
    assert state.epoch(GUILD) > before
    assert state.posts.claim() is None


def test_plain_mode_is_kept_only_while_it_is_wanted(state):
    assert not state.settings.plain(MEMBER)
    state.settings.set_plain(MEMBER, True)
    state.settings.set_plain(MEMBER, True)
    assert state.settings.plain(MEMBER)
    assert state.privacy.show(MEMBER)[0].table == "members"
    state.settings.set_plain(MEMBER, False)
    assert not state.settings.plain(MEMBER)
    assert state.privacy.show(MEMBER) == ()
