"""Reads PromQL as it is written in dashboards and rules, with variables, into a tree with places.

What the grammar allows is decided by `lab.language.promql`; this only has to find the parts of a query that is valid.
"""

from __future__ import annotations

from lab.language.promql_syntax.tokens import AGGREGATORS, COMPARISONS, MATCH_OPERATORS, Draft, Token
from lab.translate.literals import Unreadable, unquoted
from lab.translate.tree import (
    Aggregate,
    Binary,
    Call,
    Label,
    LabelList,
    MatcherText,
    Node,
    Number,
    Paren,
    Selector,
    Span,
    Subquery,
    Text,
    Unary,
)

_LEVELS: tuple[frozenset[str], ...] = (
    frozenset({"or"}),
    frozenset({"and", "unless"}),
    frozenset(COMPARISONS),
    frozenset({"+", "-"}),
    frozenset({"*", "/", "%", "atan2"}),
)
MAX_DEPTH = 60


def read(query: str) -> Node:
    """Raises Unreadable."""
    reader = _Reader(Draft(query))
    node = reader.expression(0)
    if reader.at < len(reader.draft.tokens):
        raise Unreadable(f"{reader.token.text!r} is not expected there")
    return node


class _Reader:
    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.at = 0
        self.depth = 0

    @property
    def token(self) -> Token:
        return self.draft.token(self.at)

    @property
    def word(self) -> str:
        return self.token.text.lower()

    def take(self, text: str = "") -> Token:
        token = self.token
        if token.kind == "end" or (text and token.text != text):
            raise Unreadable(
                f"{text or 'an expression'!r} is missing" if not token.text else f"{token.text!r} is not expected there"
            )
        self.at += 1
        return token

    def expression(self, level: int) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH * len(_LEVELS):
            raise Unreadable("it is nested too deeply")
        try:
            if level == len(_LEVELS):
                return self.unary()
            left = self.expression(level + 1)
            while self.word in _LEVELS[level]:
                left = self.operation(left, level)
            return left
        finally:
            self.depth -= 1

    def operation(self, left: Node, level: int) -> Node:
        op = self.take().text.lower()
        returns_bool, matching, group = self.modifiers()
        right = self.expression(level + 1)
        return Binary(Span(left.span.start, right.span.end), op, left, right, returns_bool, matching, group)

    def modifiers(self) -> tuple[bool, LabelList | None, LabelList | None]:
        returns_bool = self.word == "bool"
        self.at += returns_bool
        matching = self.labels() if self.word in ("on", "ignoring") else None
        group = None
        if self.word in ("group_left", "group_right"):
            has_labels = self.draft.is_(self.at + 1, "(") and self._is_label_list(self.at + 1)
            group = self.labels() if has_labels else LabelList(self.take().text.lower(), (), -1)
        return returns_bool, matching, group

    def _is_label_list(self, opening: int) -> bool:
        """Whether the parentheses hold labels and are not the other operand: something must follow them."""
        close = self.draft.pairs.get(opening)
        if close is None:
            return False
        inside = [self.draft.token(index) for index in range(opening + 1, close)]
        following = self.draft.token(close + 1)
        return all(token.kind in ("name", "string", "comma", "variable") for token in inside) and (
            following.kind in ("name", "number", "variable", "string") or following.text in ("(", "{", "-", "+")
        )

    def unary(self) -> Node:
        if self.token.kind == "operator" and self.token.text in "+-":
            sign = self.take()
            of = self.unary()
            return Unary(Span(sign.start, of.span.end), of)
        base = self.postfix(self.primary())
        if self.token.text == "^":
            self.take()
            returns_bool, matching, group = self.modifiers()
            right = self.unary()
            return Binary(Span(base.span.start, right.span.end), "^", base, right, returns_bool, matching, group)
        return base

    def primary(self) -> Node:
        token = self.token
        following = self.draft.token(self.at + 1)
        if token.text == "(":
            self.take()
            of = self.expression(0)
            return Paren(Span(token.start, self.take(")").end), of)
        if token.kind == "string":
            self.take()
            return Text(Span(token.start, token.end), unquoted(token.text))
        if token.kind in ("number", "variable"):
            return self.number()
        if token.text == "{":
            return self.selector(None)
        if token.kind != "name":
            raise Unreadable(f"{token.text!r} is not expected there" if token.text else "an expression is missing")
        if following.kind == "variable" and following.start == token.end and not following.text.startswith("[["):
            raise Unreadable(f"a part of the name is the variable {following.text}")
        word = token.text.lower()
        if word in AGGREGATORS and following.text.lower() in ("(", "by", "without"):
            return self.aggregate()
        if following.text == "(":
            return self.call()
        if word in ("inf", "nan") and following.text not in ("{", "["):
            self.take()
            return Number(Span(token.start, token.end), float(word))
        return self.selector(self.take())

    def number(self) -> Node:
        token = self.take()
        following = self.token
        if token.kind == "variable" and (
            following.text in ("{", "[", "(")
            or (following.start == token.end != 0 and following.kind in ("name", "variable"))
        ):
            raise Unreadable(f"the name of the metric or function is the variable {token.text}")
        span = Span(token.start, token.end)
        if token.kind == "variable":
            return Number(span, None)
        try:
            return Number(span, float(token.text))
        except ValueError:
            try:
                return Number(span, float(int(token.text, 0)))
            except ValueError:
                return Number(span, None)  # a duration

    def labels(self) -> LabelList:
        word = self.take().text.lower()
        self.take("(")
        labels: list[Label] = []
        while self.token.text != ")":
            token = self.take()
            if token.kind == "variable":
                raise Unreadable(f"the labels of '{word}' are in the variable {token.text}")
            name = unquoted(token.text) if token.kind == "string" else token.text
            labels.append(Label(name, Span(token.start, token.end)))
            if self.token.text == ",":
                self.take()
        return LabelList(word, tuple(labels), self.take(")").start)

    def call(self) -> Node:
        name = self.take()
        args, end = self.arguments()
        return Call(Span(name.start, end), name.text, args)

    def arguments(self) -> tuple[tuple[Node, ...], int]:
        self.take("(")
        args: list[Node] = []
        while self.token.text != ")":
            args.append(self.expression(0))
            if self.token.text == ",":
                self.take()
        return tuple(args), self.take(")").end

    def aggregate(self) -> Node:
        op = self.take()
        grouping = self.labels() if self.word in ("by", "without") else None
        args, end = self.arguments()
        if grouping is None and self.word in ("by", "without"):
            grouping = self.labels()
            end = grouping.close + 1
        if not 1 <= len(args) <= 2:
            raise Unreadable(f"'{op.text}' has {len(args)} arguments")
        return Aggregate(Span(op.start, end), op.text.lower(), args[-1], args[0] if len(args) == 2 else None, grouping)

    def selector(self, name: Token | None) -> Node:
        start = name.start if name else self.token.start
        metric, name_span = (name.text, Span(name.start, name.end)) if name else ("", None)
        matchers: list[MatcherText] = []
        braces, has_or, end = None, False, name.end if name else start
        if self.token.text == "{":
            opening = self.take()
            while self.token.text != "}":
                if self.word == "or":
                    self.take()
                    has_or = True
                    continue
                label = self.take()
                if label.kind == "variable":
                    raise Unreadable(f"a matcher is in the variable {label.text}")
                decoded = unquoted(label.text) if label.kind == "string" else label.text
                if label.kind == "string" and self.token.text not in MATCH_OPERATORS:
                    metric, name_span = decoded, Span(label.start, label.end)
                else:
                    matchers.append(self.matcher(Label(decoded, Span(label.start, label.end))))
                if self.token.text == ",":
                    self.take()
            closing = self.take("}")
            braces, end = Span(opening.end, closing.start), closing.end
        return Selector(Span(start, end), metric, name_span, tuple(matchers), braces, False, has_or)

    def matcher(self, label: Label) -> MatcherText:
        op = self.take()
        if op.text not in MATCH_OPERATORS:
            raise Unreadable(f"{op.text!r} is not an operator of a matcher")
        value = self.take()
        if value.kind != "string":
            raise Unreadable(f"the value of {label.name!r} is not a string")
        return MatcherText(label, op.text, unquoted(value.text), Span(op.start, op.end), Span(value.start, value.end))

    def postfix(self, node: Node) -> Node:
        """Ranges, subqueries, offset and `@`, which belong to the operand before them."""
        while True:
            if self.token.text == "[" and self.at in self.draft.pairs:
                closing = self.draft.pairs[self.at]
                inside = [self.draft.token(index) for index in range(self.at + 1, closing)]
                self.at = closing + 1
                span = Span(node.span.start, self.draft.token(closing).end)
                if any(token.kind != "variable" and token.text.startswith(":") for token in inside):
                    node = Subquery(span, node)
                elif isinstance(node, Selector):
                    node = _moved(node, span, is_range=True)
                else:
                    raise Unreadable("a range of something that is no selector")
            elif self.token.text.startswith("[[") and self.token.kind == "variable":
                raise Unreadable(f"the variable {self.token.text} stands where a range is expected")
            elif self.word in ("offset", "@"):
                self.take()
                if self.token.text == "-":
                    self.take()
                last = self.take()
                if self.token.text == "(":
                    self.take()
                    last = self.take(")")
                node = _moved(node, Span(node.span.start, last.end))
            else:
                return node


def _moved(node: Node, span: Span, *, is_range: bool = False) -> Node:
    match node:
        case Selector():
            return Selector(
                span,
                node.name,
                node.name_span,
                node.matchers,
                node.braces,
                is_range or node.is_range,
                node.has_or,
            )
        case Subquery():
            return Subquery(span, node.of)
    return node
