"""Nobody is punished twice: a right module on a wrong one is shown to be right."""


def test_a_right_module_on_an_unwritten_engine_earns_its_points(unsolved, solved_text):
    unsolved.write("by_hand", solved_text("by_hand"))
    graded = unsolved.grade(5)["steps"][0]
    assert graded["status"] == "passed"
    assert {check["foundation"] for check in graded["checks"]} == {"solution"}
    assert "right; waits for 3" in unsolved.run("check", 3, 5).stdout


def test_a_right_network_on_a_wrong_engine_earns_its_points(solved):
    solved.change("engine", "self.grad += other.data * out.grad", "self.grad += out.grad")
    graded = {step["number"]: step for step in solved.grade(8, 13, 16)["steps"]}
    assert graded[8]["status"] == "failed"
    assert graded[13]["status"] == graded[16]["status"] == "passed"
    assert "solution" in {check["foundation"] for check in graded[16]["checks"]}


def test_a_wrong_module_is_wrong_on_the_foundation_too(solved):
    solved.change("training", "parameter.data -= learning_rate", "parameter.data += learning_rate")
    graded = solved.grade(16)["steps"][0]
    assert graded["status"] == "failed"


def test_the_foundation_has_no_later_steps(unsolved):
    unsolved.write(
        "by_hand",
        "def backprop_expression(a, b, c, e, d, f, L):\n    L.backward()\n",
    )
    checks = unsolved.checks(5).values()
    assert all(check["points"] == 0 for check in checks)
