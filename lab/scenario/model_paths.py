"""Finds the model and the type of the value at a path of keys, for messages about errors and patches."""

from __future__ import annotations

import enum
import types
import typing
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from lab.language.reasons import Reason, declared
from lab.language.strict_model import Strict


@dataclass(frozen=True, slots=True)
class ModelLocation:
    """Where the location of a pydantic error leads.

    `path` is that in the file, `annotation` the type of the value there. `holder` is the model that has the last key,
    `holder_data` the file's data for it, `holder_field` the key it is the value of; None for an item of a list or of a
    mapping. `union` names the members of a union of plain types (`str`, `tuple`) when `loc` ends with one of them.
    """

    path: tuple[int | str, ...]
    holder: type[BaseModel]
    holder_data: Any
    holder_field: str | None
    annotation: Any
    union: tuple[str, ...]


def locate(loc: Sequence[int | str], data: Any, model: type[BaseModel]) -> ModelLocation:
    """`loc` is an error's location as pydantic gives it: the path, with tags and members of unions in between."""
    path: list[int | str] = []
    annotation: Any = model
    holder, holder_field = model, None
    value = holder_data = data
    field: str | None = None
    union: tuple[str, ...] = ()
    for element in loc:
        union = ()
        if element == "[key]":
            continue
        annotation = _unwrap(annotation)
        tagged = _tagged_member(annotation, element)
        if tagged is not None:
            annotation = holder = tagged
            holder_data, holder_field = value, field
            continue
        if plain := _plain_members(annotation):
            union, annotation = tuple(plain), plain.get(str(element))
            continue
        is_model = _is_model(annotation)
        if is_model:
            holder, holder_data, holder_field = annotation, value, field
        field = str(element) if is_model else None
        annotation = _annotation_at(annotation, element)
        path.append(element)
        value = value[element] if _has(value, element) else None
    return ModelLocation(tuple(path), holder, holder_data, holder_field, annotation, union)


def keys_of(model: type[BaseModel]) -> tuple[str, ...]:
    """The keys that a file may use."""
    return tuple(field.alias or name for name, field in model.model_fields.items())


def renamed_key(model: type[BaseModel], path: Sequence[int | str], key: str) -> str | None:
    """The name today of `key` of an earlier version, in the model at `path`; None when it never was a key there."""
    annotation: Any = model
    for element in path:
        annotation = _annotation_at(annotation, element)
    annotation = _unwrap(annotation)
    return annotation.renamed.get(key) if _is_model(annotation) and issubclass(annotation, Strict) else None


def choices(annotation: Any) -> tuple[str, ...]:
    """The values of a `Literal` or an enum, and the declared reasons; none for other types."""
    annotation = _unwrap(annotation)
    if typing.get_origin(annotation) is typing.Literal:
        return tuple(str(value) for value in typing.get_args(annotation))
    if isinstance(annotation, type) and issubclass(annotation, enum.Enum):
        return tuple(str(member.value) for member in annotation)
    if annotation is Reason:
        return declared()
    return ()


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _has(value: Any, element: int | str) -> bool:
    return (isinstance(value, dict) and element in value) or (
        isinstance(value, list | tuple) and isinstance(element, int) and element < len(value)
    )


def _tagged_member(annotation: Any, element: int | str) -> type[BaseModel] | None:
    """The member of a tagged union whose tag is `element`."""
    for member in _members(annotation):
        if _is_model(member) and getattr(member, "kind", None) == element:
            return typing.cast("type[BaseModel]", member)
    return None


def _plain_members(annotation: Any) -> dict[str, Any]:
    """The members of a union of plain types by the names that pydantic gives them; empty for anything else."""
    if typing.get_origin(annotation) not in (typing.Union, types.UnionType):
        return {}
    members = [member for member in _members(annotation) if member is not type(None)]
    if any(_is_model(member) for member in members):
        return {}
    return {"str" if member is str else str(member): member for member in members}


def _annotation_at(annotation: Any, element: int | str) -> Any:
    """The annotation of what is at `element` inside a value of `annotation`."""
    annotation = _unwrap(annotation)
    if _is_model(annotation):
        fields = annotation.model_fields.items()
        return next((field.annotation for name, field in fields if element in (name, field.alias)), None)
    members = [member for member in _members(annotation) if member is not type(None)]
    origin = typing.get_origin(annotation)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return members[-1]
    if origin is tuple:
        return typing.get_args(annotation)[0]
    return members[0] if members else None


def _members(annotation: Any) -> list[Any]:
    """The arguments of a generic type or a union, each without Annotated."""
    members = []
    for member in typing.get_args(_unwrap(annotation)):
        while typing.get_origin(member) is typing.Annotated:
            member = typing.get_args(member)[0]
        members.append(member)
    return members


def _unwrap(annotation: Any) -> Any:
    """Without Annotated, and without `| None` where one type is left."""
    while typing.get_origin(annotation) is typing.Annotated:
        annotation = typing.get_args(annotation)[0]
    rest = [arg for arg in typing.get_args(annotation) if arg is not type(None)]
    is_union = typing.get_origin(annotation) in (typing.Union, types.UnionType)
    return _unwrap(rest[0]) if is_union and len(rest) == 1 else annotation
