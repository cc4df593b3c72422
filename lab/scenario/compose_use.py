"""A Compose project of the user as the base of a scenario: its files, and what is taken of them."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from lab.language.strict_model import Strict


class ComposeUse(Strict):
    """Compose files that stay as they are. Docker Compose resolves them; lab starts their services as a lab."""

    files: tuple[str, ...] = Field(
        min_length=1, max_length=20, description="Compose files, merged in this order as by 'docker compose -f'"
    )
    profiles: tuple[str, ...] = Field((), max_length=20, description="profiles to enable. Default: none")
    env_file: str | tuple[str, ...] = Field(
        (), description="files that set the variables of the Compose files. Default: '.env' beside the first one"
    )
    without: tuple[str, ...] = Field(
        (), description="services to leave out, for example one that needs access to the host. Default: none"
    )
    internet: bool = Field(
        False,
        description="whether containers may open connections to outside of the lab, as for downloads; then "
        "Alertmanager reaches its real receivers. Default: false",
    )

    @property
    def env_files(self) -> tuple[str, ...]:
        return (self.env_file,) if isinstance(self.env_file, str) else self.env_file


def _use(value: Any) -> Any:
    """`docker-compose.yml`, and a list of files, are short for `files`."""
    if isinstance(value, str):
        return {"files": (value,)}
    return {"files": value} if isinstance(value, list | tuple) else value


ComposeUseOf = Annotated[ComposeUse, BeforeValidator(_use, json_schema_input_type=str | tuple[str, ...] | ComposeUse)]
