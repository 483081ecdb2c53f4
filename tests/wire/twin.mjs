// Runs discord-digital-twin on loopback and does what is asked on standard input, one JSON object a line:
//   {"call": "simulateSlashCommand", "with": {...}}  ->  {"result": ...} or {"error": "..."}
// The first line out says where it listens and who is there. It ends when its input does.
import net from "node:net";
import readline from "node:readline";

// The package listens on every interface; here it may listen on loopback only.
const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (port, ...rest) {
    return listen.call(this, port, "127.0.0.1", ...rest);
};

// Discord's READY repeats the shard that a sharded bot identified with; the package leaves it out.
const { WebSocket } = await import("ws");
const send = WebSocket.prototype.send;
WebSocket.prototype.send = function (data, ...rest) {
    const payload = JSON.parse(data);
    if (payload.t === "READY") {
        payload.d.shard = [0, 1];
    }
    return send.call(this, JSON.stringify(payload), ...rest);
};

const { DigitalDiscord } = await import("discord-digital-twin");
const twin = new DigitalDiscord({
    guild: { name: "Reading group" },
    channels: [{ name: "general", type: 0 }],
    users: [{ username: "alice" }],
    dbUrl: "file::memory:?cache=shared",
});
await twin.start();
const [channel] = await twin.prisma.channel.findMany();
const say = (value) => process.stdout.write(JSON.stringify(value) + "\n");
say({
    api: `${twin.restUrl}/v10`, gateway: twin.gatewayUrl, token: twin.botToken, bot: twin.botUserId,
    guild: twin.guildId, channel: channel.id, alice: await twin.getFirstNonBotUserId(),
});

const calls = {
    threads: () => twin.channel(channel.id).getThreads(),
    messages: ({ channelId }) => twin.channel(channelId).getMessages(),
    answers: async ({ interactionId }) => [await twin.channel(channel.id).getInteractionResponse(interactionId)],
};
for await (const line of readline.createInterface({ input: process.stdin })) {
    const { call, with: given } = JSON.parse(line);
    try {
        say({ result: await (calls[call] ? calls[call](given) : twin[call](given)) });
    } catch (error) {
        say({ error: String(error) });
    }
}
await twin.stop();
process.exit(0);
