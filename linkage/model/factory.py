"""The settings of Splink, made from the comparisons, blocking rules and weights of this package."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from linkage.model.blocking import LISTS, RULES, BlockingRule
from linkage.model.comparisons import COMPARISONS, Comparison
from linkage.model.weights import Chances, Weights

if TYPE_CHECKING:
    from splink import SettingsCreator

LinkType = Literal["link_only", "link_and_dedupe", "dedupe_only"]


def settings(
    weights: Weights | None = None,
    *,
    persons: int = 1,
    link_type: LinkType = "dedupe_only",
) -> SettingsCreator:
    """Splink's settings for a table in the columns of `profiles`.

    Its database knows the macros of `agreement.py`.

    With `weights` (and how many `persons` there are to choose from) it predicts; without, it is ready to be trained.
    """
    from splink import SettingsCreator

    return SettingsCreator(
        link_type=link_type,
        unique_id_column_name="node",
        comparisons=[
            _comparison(comparison, weights.levels[comparison.field] if weights else {}) for comparison in COMPARISONS
        ],
        blocking_rules_to_generate_predictions=[blocking_rule(rule) for rule in RULES],
        probability_two_random_records_match=weights.prior(persons) if weights else 0.0001,
        retain_intermediate_calculation_columns=True,
        retain_matching_columns=False,
    )


def blocking_rule(rule: BlockingRule) -> Any:
    """`rule` for Splink: a list column is asked element by element."""
    from splink import block_on

    columns = [LISTS.get(column, column) for column in rule.columns]
    lists = [LISTS[column] for column in rule.columns if column in LISTS]
    return block_on(*columns, arrays_to_explode=lists) if lists else block_on(*columns)


def _comparison(comparison: Comparison, chances: Any) -> Any:
    import splink.comparison_level_library as levels
    import splink.comparison_library as comparisons

    def of(level: Any, name: str) -> Any:
        pair: Chances | None = chances.get(name)
        return level.configure(m_probability=pair.m, u_probability=pair.u) if pair else level

    made: list[Any] = [levels.CustomLevel(comparison.missing, "missing").configure(is_null_level=True)]
    made += [of(levels.CustomLevel(level.condition, level.name), level.name) for level in comparison.levels]
    made.append(of(levels.ElseLevel(), "other"))
    return comparisons.CustomComparison(output_column_name=comparison.field, comparison_levels=made)
