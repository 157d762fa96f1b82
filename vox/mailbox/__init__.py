"""The mailbox to which people write about their data: read, noted as requests, acknowledged, and put in order."""
