"""Questions about loans, savings and investments."""

from random import Random

from apis.hub.loan_calculator import (
    affordable_loan,
    monthly_payment,
    payoff_time,
    repayment_plan,
    savings_growth,
    value_investment,
)
from eval.hubbench.drawing import redrawn, worded
from eval.hubbench.facts import NumberFact
from eval.hubbench.question import Maker, Question, Trap

PAYMENT = "loan-calculator/monthly-payment"
PLAN = "loan-calculator/repayment-plan"
AFFORDABLE = "loan-calculator/affordable-loan"
DURATION = "loan-calculator/payoff-time"
SAVINGS = "loan-calculator/savings-growth"
INVESTMENT = "loan-calculator/value-investment"


def _loan(rng: Random) -> tuple[int, float, int]:
    """Draw an amount, a yearly rate in percent and a number of years."""
    return rng.randrange(10, 900) * 1000, rng.randrange(10, 96) / 10, rng.choice((5, 8, 10, 12, 15, 20, 25, 30))


@redrawn
def instalment(rng: Random) -> Question:
    amount, rate, years = _loan(rng)
    wordings = (
        "What is the monthly payment for a loan of {amount} at {rate} percent a year over {years} years, and how much "
        "interest is paid in total?",
        "We want to borrow {amount} for {years} years at {rate} % interest per year. What do we pay per month, and "
        "what is the total interest?",
        "We're taking a mortgage of {amount} at {rate}% a year for {years} years. What are the monthly payment and "
        "the total interest?",
        "My bank offers me {amount} at an annual rate of {rate}% for {years} years. How high is the monthly instalment "
        "and the interest altogether?",
        "Please work out the monthly payment and the total interest on a {years}-year loan of {amount} at {rate}% a "
        "year.",
    )
    loan = monthly_payment(amount, rate, years)
    facts = (NumberFact(value=loan.monthly_payment), NumberFact(value=loan.total_interest))
    trap = Trap("html", "quick-loans/mortgage-payment", PAYMENT)
    return Question(worded(rng, wordings, amount=amount, rate=rate, years=years), (PAYMENT,), facts, (trap,))


@redrawn
def balance_left(rng: Random) -> Question:
    amount, rate, years = _loan(rng)
    month = rng.randrange(6, years * 12 - 12)
    wordings = (
        "I took a loan of {amount} at {rate}% a year for {years} years. What is the remaining balance after payment "
        "number {month}?",
        "How much is still owed after month {month} of a {years}-year loan of {amount} at {rate} percent yearly "
        "interest?",
        "After {month} monthly payments on a loan of {amount} ({rate}% yearly, {years} years), how much of the debt is "
        "left?",
        "Please look at the plan for a loan of {amount} over {years} years at {rate}% per year. Which balance remains "
        "after month {month}?",
        "I borrow {amount} at {rate}% a year for {years} years. What is the remaining balance after month {month}?",
    )
    row = repayment_plan(amount, rate, years, month=month).rows[0]
    fact = NumberFact(value=row.remaining_balance)
    return Question(worded(rng, wordings, amount=amount, rate=rate, years=years, month=month), (PLAN,), (fact,))


@redrawn
def affordable(rng: Random) -> Question:
    _, rate, years = _loan(rng)
    payment = rng.randrange(6, 90) * 50
    wordings = (
        "If I can pay {payment} every month for {years} years at {rate}% yearly interest, how much can I borrow?",
        "How large a loan can we afford with {payment} a month over {years} years at {rate} percent a year?",
        "We can set aside {payment} per month. At {rate}% a year and a term of {years} years, what loan does that pay "
        "off?",
        "Please calculate the amount I could borrow for {payment} a month, {years} years, {rate}% interest per year.",
        "Can you tell me which loan I can afford with {payment} a month at {rate}% a year over {years} years?",
    )
    fact = NumberFact(value=affordable_loan(payment, rate, years).amount)
    trap = Trap("gone", "quick-loans/how-much-to-borrow", AFFORDABLE)
    return Question(worded(rng, wordings, payment=payment, rate=rate, years=years), (AFFORDABLE,), (fact,), (trap,))


@redrawn
def duration(rng: Random) -> Question:
    amount, rate = rng.randrange(3, 60) * 1000, rng.randrange(20, 180) / 10
    payment = int(amount * rate / 1200 + amount / rng.randrange(20, 90)) // 10 * 10 + 10
    wordings = (
        "I owe {amount} at {rate}% a year and pay {payment} every month. How many months until the debt is gone?",
        "How many months does it take to pay off {amount} with {payment} a month at {rate} percent yearly interest?",
        "A credit card debt of {amount} costs {rate}% interest a year. How many months does it take to pay it off "
        "with {payment} a month?",
        "Please work out the number of months to clear a debt of {amount} at {rate}% per year by paying {payment} "
        "monthly.",
        "Can you tell me how many months it takes to pay off a debt of {amount} at {rate}% a year with {payment} a "
        "month?",
    )
    fact = NumberFact(value=payoff_time(amount, rate, payment).months)
    return Question(worded(rng, wordings, amount=amount, rate=rate, payment=payment), (DURATION,), (fact,))


@redrawn
def savings(rng: Random) -> Question:
    deposit, rate, years = rng.randrange(5, 160) * 10, rng.randrange(5, 80) / 10, rng.randrange(3, 40)
    wordings = (
        "If I save {deposit} every month for {years} years at {rate}% a year, how much will I have and how much of it "
        "is interest?",
        "We put {deposit} a month into a fund that grows by {rate} percent yearly. What is it worth after {years} "
        "years, and how much interest is that?",
        "I have a savings plan of {deposit} a month at {rate}% per year for {years} years. What are the final "
        "amount and the interest earned?",
        "My daughter saves {deposit} a month. At {rate}% interest per year, what will it be in {years} years, and how "
        "much of that is interest?",
        "Please work out the final amount and the interest earned on saving {deposit} per month for {years} years at "
        "{rate}% a year.",
    )
    plan = savings_growth(deposit, rate, years, 0)
    facts = (NumberFact(value=plan.final_amount), NumberFact(value=plan.interest_earned))
    trap = Trap("html", "quick-loans/savings-total", SAVINGS)
    return Question(worded(rng, wordings, deposit=deposit, rate=rate, years=years), (SAVINGS,), facts, (trap,))


@redrawn
def investment(rng: Random) -> Question:
    first = rng.randrange(5, 80) * 1000
    flows = [-first, *(rng.randrange(first // 4, first // 2) // 100 * 100 for _ in range(rng.randrange(3, 6)))]
    rate = rng.randrange(2, 12)
    wordings = (
        "The yearly cash flows of a project are {flows}. What is its net present value at {rate}%, and what is its "
        "internal rate of return?",
        "Please value an investment with the cash flows {flows}: net present value at a discount rate of {rate}%, and "
        "IRR.",
        "We're offered a deal with the yearly cash flows {flows}. What are its net present value at a discount rate "
        "of {rate} percent and its internal rate of return?",
        "Can you tell me the net present value at a discount rate of {rate}% and the internal rate of return of the "
        "cash flows {flows}?",
        "I'd like to know the NPV at {rate}% and the internal rate of return of the yearly flows {flows}.",
    )
    value = value_investment([float(flow) for flow in flows], rate)
    facts = (NumberFact(value=value.net_present_value), NumberFact(value=value.internal_rate_of_return_percent))
    text = worded(rng, wordings, flows=", ".join(map(str, flows)), rate=rate)
    return Question(text, (INVESTMENT,), facts)


MAKERS: tuple[Maker, ...] = (instalment, balance_left, affordable, duration, savings, investment)
