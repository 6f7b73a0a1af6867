"""What no rule needs of Great Expectations is imported when it is asked for, not before."""

from __future__ import annotations

import subprocess
import sys

import pytest

from expectations.gx import SELDOM, _at_first_use

# The second line is what the library itself has of them; it works as if it had been imported.
IMPORTED = """
import sys; import expectations.gx; print(*sys.modules)
from great_expectations.expectations.core import expect_column_kl_divergence_to_be_less_than as of_distributions
print(of_distributions.stats.entropy([0.5, 0.5], [0.5, 0.5]), of_distributions.alt.Chart.__name__)
import scipy.stats; print(scipy.stats is sys.modules["scipy.stats"], scipy.stats.__name__, *sys.modules)
"""


@pytest.mark.slow
def test_the_library_is_imported_without_what_it_seldom_needs() -> None:
    done = subprocess.run([sys.executable, "-c", IMPORTED], capture_output=True, text=True, check=True)
    before, used, after = (line.split() for line in done.stdout.splitlines())
    assert "great_expectations" in before
    assert set(SELDOM) & set(before) == set()
    assert used == ["0.0", "Chart"]
    assert after[:2] == ["True", "scipy.stats"]
    assert set(SELDOM) <= set(after)


def test_a_module_that_is_there_already_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    import colorsys

    with _at_first_use(("colorsys",)):
        assert sys.modules["colorsys"] is colorsys
    monkeypatch.delitem(sys.modules, "colorsys")
    with _at_first_use(("colorsys",)):
        import colorsys as put_off
    assert "colorsys" not in sys.modules
    assert put_off.rgb_to_hsv(0, 0, 0) == (0.0, 0.0, 0)
    assert sys.modules["colorsys"].__spec__
    with pytest.raises(AttributeError, match="nothing"):
        getattr(put_off, "nothing")  # noqa: B009 (asked for by name, as Python does)
