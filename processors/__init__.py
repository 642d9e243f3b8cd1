"""The pure core: Article in, Statements out, each held against its figure's record.

    gate(article, figures)            which figures does it name?   nobody: stop
    statements(article)               who said what
    keywords, entities                what it is about
    judge(statement, record)          new, update or repeat, and why

Imports none of the project's other packages and does no I/O.
"""
