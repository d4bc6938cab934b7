"""A competing auditor of passwords whose quota is used up and whose second API is gone."""

from typing import Annotated

from fastapi import Query

from apis.hub.faults import Gone, Limited
from apis.hub.password_strength import Comparison, Password, Rank, Rating
from apis.hub.tool import hub_tool

tool = hub_tool(
    "password-audit",
    title="Password Audit",
    category="Cybersecurity",
    about="How strong and how safe is your password? Check how long it takes to crack and whether it is common.",
    licence="Proprietary",
)


@tool.get("/strength")
def check_password_strength(password: Password) -> Rating:
    """Check how strong a password is: its score and how long it would take to crack."""
    raise Limited


@tool.get("/common")
def is_common_password(
    password: Annotated[str, Query(min_length=1, max_length=60, description="The password.", examples=["dragon"])],
) -> Rank:
    """Is this a common password? Find its place on the list of the most common passwords."""
    raise Gone


@tool.get("/stronger")
def stronger_password(
    first: Password,
    second: Annotated[str, Query(min_length=1, max_length=60, description="Another one.", examples=["Tr0ub4dor&3"])],
) -> Comparison:
    """Which of two passwords is stronger, and by how much?"""
    raise Limited
