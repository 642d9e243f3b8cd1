"""From a decided statement to a customer's endpoint: match -> plan -> send -> record."""
