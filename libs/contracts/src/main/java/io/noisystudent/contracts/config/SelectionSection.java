package io.noisystudent.contracts.config;

import io.noisystudent.contracts.config.Kinds.Kind;
import io.noisystudent.contracts.config.SelectionConfig.Alignment;
import java.util.List;

/** {@code selection}: how many of each class, and by what rule. */
final class SelectionSection {
    private static final Kinds<SelectionRule> RULES = new Kinds<>(
            "most-confident, binned, use-all, soft-match, free-match or confident-learning, for example"
                    + " {soft-match: {deviations: 2}}",
            List.of(
                    new Kind<>("most-confident", rule -> plain(rule, new SelectionRule.MostConfident())),
                    new Kind<>("binned", rule -> plain(rule, new SelectionRule.Binned())),
                    new Kind<>("use-all", rule -> plain(rule, new SelectionRule.UseAll())),
                    new Kind<>("soft-match", SelectionSection::softMatch),
                    new Kind<>("free-match", SelectionSection::freeMatch),
                    new Kind<>("confident-learning", rule -> plain(rule, new SelectionRule.ConfidentLearning()))));

    private SelectionSection() {}

    static SelectionConfig read(Section selection) {
        int perClass = selection
                .scalar("per-class")
                .filter(value -> !value.isOneOf("auto"))
                .map(value -> (int) value.integer(SelectionConfig.AUTO, 1, Integer.MAX_VALUE))
                .orElse(SelectionConfig.AUTO);
        double growth = selection.number("growth", 1, "(0, 100]");
        if (growth != 1 && perClass == SelectionConfig.AUTO) {
            selection
                    .problems()
                    .add(selection.path("growth") + ": there is no number that could grow; give per-class one, such as"
                            + " 100");
        }
        SelectionConfig read = new SelectionConfig(
                perClass,
                selection.flag("duplicate-scarce", true),
                RULES.read(selection, "rule", new SelectionRule.MostConfident()),
                selection.number("min-confidence", 0, "[0, 1)"),
                selection.choice("align", Alignment.NONE, List.of(Alignment.values())),
                selection.flag("calibrate", false),
                growth);
        selection.refuseOthers();
        return read;
    }

    private static SelectionRule plain(Section parameters, SelectionRule rule) {
        parameters.refuseOthers();
        return rule;
    }

    private static SelectionRule softMatch(Section parameters) {
        double deviations = parameters.number("deviations", SelectionRule.SoftMatch.DEFAULT.deviations(), "(0, 100]");
        return plain(parameters, new SelectionRule.SoftMatch(deviations));
    }

    private static SelectionRule freeMatch(Section parameters) {
        double most = parameters.number("max-threshold", SelectionRule.FreeMatch.DEFAULT.maxThreshold(), "(0, 1]");
        return plain(parameters, new SelectionRule.FreeMatch(most));
    }
}
