"""The JSON API, version 1: lists by cursor, errors as problem documents, keys with roles, OpenAPI 3.1."""
