"""What moderators do, department by department, without Discord where it can be."""
