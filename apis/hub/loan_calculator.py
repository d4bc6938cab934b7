"""Loans, savings and cash flows, computed with numpy-financial. Knows no rate of any day: rates come in."""

from collections.abc import Iterator
from math import isfinite
from typing import Annotated

from fastapi import Query

from apis.hub.tool import Unusable, hub_tool
from apis.model import Value

tool = hub_tool(
    "loan-calculator",
    title="Loan Calculator",
    category="Finance",
    about="Instalments, repayment plans and interest of loans and mortgages, growth of savings plans, and the return "
    "of a series of payments. Interest is compounded monthly.",
    licence="BSD-3-Clause (numpy-financial)",
)

Amount = Annotated[float, Query(gt=0, le=1e12, description="Amount borrowed.", examples=[200000])]
Rate = Annotated[float, Query(ge=0, le=100, description="Yearly interest rate in percent.", examples=[4.5])]
Years = Annotated[int, Query(ge=1, le=50, description="Term in years.", examples=[25])]
Payment = Annotated[float, Query(gt=0, le=1e12, description="Amount paid every month.", examples=[1000])]


class Instalment(Value):
    monthly_payment: float
    number_of_payments: int
    total_paid: float
    total_interest: float


class MonthRow(Value):
    month: int
    payment: float
    interest: float
    principal: float
    remaining_balance: float


class RepaymentPlan(Value):
    monthly_payment: float
    total_interest: float
    rows: list[MonthRow]


class Borrowable(Value):
    amount: float
    total_paid: float


class Duration(Value):
    months: int
    years: float
    total_interest: float


class Savings(Value):
    final_amount: float
    paid_in: float
    interest_earned: float


class Investment(Value):
    net_present_value: float
    internal_rate_of_return_percent: float
    sum_of_flows: float


@tool.get("/loan/payment")
def monthly_payment(amount: Amount, annual_rate: Rate, years: Years) -> Instalment:
    """Work out the monthly payment of a loan or mortgage, with the total paid and the total interest."""
    payment = _payment(amount, annual_rate, years)
    total = payment * years * 12
    return Instalment(
        monthly_payment=round(payment, 2),
        number_of_payments=years * 12,
        total_paid=round(total, 2),
        total_interest=_interest(total, amount),
    )


@tool.get("/loan/plan")
def repayment_plan(
    amount: Amount,
    annual_rate: Rate,
    years: Years,
    month: Annotated[
        int | None, Query(ge=1, le=600, description="The one month to show; left out, the whole plan.", examples=[44])
    ] = None,
) -> RepaymentPlan:
    """Lay out a loan month by month (amortisation schedule): the interest, the principal and the remaining balance.

    With a month, tell what is still owed after its payment.
    """
    if month is not None and month > years * 12:
        raise Unusable(f"the loan is paid off after {years * 12} months")
    payment = _payment(amount, annual_rate, years)
    rows = list(_rows(amount, annual_rate, payment, years * 12))
    return RepaymentPlan(
        monthly_payment=round(payment, 2),
        total_interest=_interest(payment * years * 12, amount),
        rows=rows if month is None else rows[month - 1 : month],
    )


@tool.get("/loan/affordable")
def affordable_loan(payment: Payment, annual_rate: Rate, years: Years) -> Borrowable:
    """Work out how much can be borrowed if a given amount is paid back every month."""
    import numpy_financial
    from numpy import errstate

    with errstate(invalid="ignore"):  # numpy-financial computes 0/0 at no interest, and drops it
        amount = -float(numpy_financial.pv(_monthly(annual_rate), years * 12, payment))
    return Borrowable(amount=round(amount, 2), total_paid=round(payment * years * 12, 2))


@tool.get("/loan/duration")
def payoff_time(amount: Amount, annual_rate: Rate, payment: Payment) -> Duration:
    """Work out how many months it takes to pay off a debt with a given amount every month."""
    import numpy_financial

    if payment <= amount * _monthly(annual_rate):
        raise Unusable("this payment does not even cover the interest: the debt is never paid off")
    # numpy-financial 1.0 gives a negative number of months at no interest
    exact = float(numpy_financial.nper(_monthly(annual_rate), -payment, amount)) if annual_rate else amount / payment
    return Duration(
        months=int(-(-exact // 1)), years=round(exact / 12, 2), total_interest=_interest(payment * exact, amount)
    )


@tool.get("/savings/growth")
def savings_growth(
    monthly_deposit: Annotated[float, Query(ge=0, le=1e9, description="Saved every month.", examples=[200])],
    annual_rate: Rate,
    years: Years,
    initial: Annotated[float, Query(ge=0, le=1e12, description="Amount there at the start.", examples=[1000])] = 0,
) -> Savings:
    """Work out what a savings plan grows to with monthly deposits and compound interest."""
    import numpy_financial
    from numpy import errstate

    with errstate(invalid="ignore"):  # numpy-financial computes 0/0 at no interest, and drops it
        final = float(numpy_financial.fv(_monthly(annual_rate), years * 12, -monthly_deposit, -initial))
    paid = initial + monthly_deposit * years * 12
    return Savings(final_amount=round(final, 2), paid_in=round(paid, 2), interest_earned=round(final - paid, 2))


@tool.get("/investment")
def value_investment(
    cash_flows: Annotated[
        list[float],
        Query(
            min_length=2,
            max_length=60,
            description="Yearly cash flows in order: what is invested is negative, what comes back positive.",
            examples=[[-10000, 3000, 4200, 6800]],
        ),
    ],
    discount_rate: Rate,
) -> Investment:
    """Value an investment by its yearly cash flows: net present value (NPV) and internal rate of return (IRR)."""
    import numpy_financial

    rate = float(numpy_financial.irr(cash_flows))
    if not isfinite(rate):
        raise Unusable("these cash flows have no rate of return: they need both a negative and a positive one")
    return Investment(
        net_present_value=round(float(numpy_financial.npv(discount_rate / 100, cash_flows)), 2),
        internal_rate_of_return_percent=round(rate * 100, 3),
        sum_of_flows=round(sum(cash_flows), 2),
    )


def _monthly(annual_rate: float) -> float:
    return annual_rate / 1200


def _interest(paid: float, amount: float) -> float:
    return abs(round(paid - amount, 2))  # at no interest the difference is a rounding error of either sign


def _payment(amount: float, annual_rate: float, years: int) -> float:
    import numpy_financial

    return -float(numpy_financial.pmt(_monthly(annual_rate), years * 12, amount))


def _rows(amount: float, annual_rate: float, payment: float, count: int) -> Iterator[MonthRow]:
    balance = amount
    for month in range(1, count + 1):
        interest = balance * _monthly(annual_rate)
        balance -= payment - interest
        yield MonthRow(
            month=month,
            payment=round(payment, 2),
            interest=round(interest, 2),
            principal=round(payment - interest, 2),
            remaining_balance=abs(round(balance, 2)),
        )
