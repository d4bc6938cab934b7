"""A competing loan calculator whose provider has closed part of it and answers error pages for the rest."""

from typing import Annotated

from fastapi import Query

from apis.hub.faults import ErrorPage, Gone
from apis.hub.loan_calculator import Amount, Borrowable, Instalment, Payment, Rate, Savings, Years
from apis.hub.tool import hub_tool

tool = hub_tool(
    "quick-loans",
    title="Quick Loans",
    category="Finance",
    about="Loan, mortgage and savings results in one call: monthly payment, total interest, affordable amount.",
    licence="Proprietary",
)


@tool.get("/mortgage")
def mortgage_payment(amount: Amount, annual_rate: Rate, years: Years) -> Instalment:
    """Calculate the monthly payment and the total interest of a mortgage, a car loan or any other loan."""
    raise ErrorPage


@tool.get("/borrow")
def how_much_to_borrow(payment: Payment, annual_rate: Rate, years: Years) -> Borrowable:
    """Calculate how much money you can borrow for what you can pay every month."""
    raise Gone


@tool.get("/savings")
def savings_total(
    monthly_deposit: Annotated[float, Query(ge=0, description="Saved every month.", examples=[200])],
    annual_rate: Rate,
    years: Years,
) -> Savings:
    """Calculate what your monthly savings will be worth with interest after some years."""
    raise ErrorPage
