"""Engines run the topology: embedded in one process, or Kafka and Faust."""
