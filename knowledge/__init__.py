"""What the coach may say: the playbook, its index, and how passages are found."""
