"""From the web to an Article: async at the edge, pure inside.

for source in due(sources, now):            schedule
    answer = fetch(source)                  fetch, response
    for entry in entries(answer):           feeds
        if new_or_changed(entry):           decide
            article(fetch(entry.url))       articles
    record everything in one step           poller -> ports
"""
