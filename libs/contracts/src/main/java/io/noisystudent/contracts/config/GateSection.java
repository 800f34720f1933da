package io.noisystudent.contracts.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.DoubleFunction;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;

/** {@code gate}: who decides, on which split, by which rules. */
final class GateSection {
    private static final String A_RULE = "one rule, for example {not-worse: {significance: 0.05}}";
    private static final Map<String, Kind> KINDS = kinds();

    /** What one kind of rule takes: its only parameter, the values of that, and how it is made. */
    private record Kind(String parameter, String allowed, DoubleFunction<GateRule> rule) {}

    private GateSection() {}

    static GateConfig read(Section gate) {
        GateConfig.Mode mode = gate.choice("mode", GateConfig.Mode.AUTO, List.of(GateConfig.Mode.values()));
        Split split = gate.choice("split", Split.VALIDATION, List.of(Split.VALIDATION, Split.TEST));
        List<GateRule> rules = gate.list("rules", "a list of rules", GateSection::rule).stream()
                .filter(Objects::nonNull)
                .toList();
        boolean given = gate.has("rules");
        gate.refuseOthers();
        return new GateConfig(mode, split, given ? rules : List.of(new GateRule.NotWorse(0.05)));
    }

    private static @Nullable GateRule rule(Scalar entry) {
        if (!(entry.node() instanceof MappingNode map) || map.getValue().size() != 1) {
            entry.refuse(A_RULE);
            return null;
        }
        Section section = new Section(entry.path(), entry.node(), entry.problems());
        String name = section.onlyKey();
        if (name == null) {
            return null;
        }
        Kind kind = KINDS.get(name);
        if (kind == null) {
            KINDS.keySet().forEach(section::has);
            section.refuseOthers();
            return null;
        }
        return section.scalar(name).map(value -> parameter(value, kind)).orElse(null);
    }

    /** The parameter is the rule's value, or stands under its name. */
    private static @Nullable GateRule parameter(Scalar value, Kind kind) {
        Scalar given = value;
        if (value.text() == null) {
            Section section = new Section(value.path(), value.node(), value.problems());
            Optional<Scalar> named = section.scalar(kind.parameter());
            section.refuseOthers();
            if (named.isEmpty()) {
                value.problems().missing(section.path(kind.parameter()), "a number in " + kind.allowed());
                return null;
            }
            given = named.get();
        }
        return kind.rule().apply(given.number(0, Interval.of(kind.allowed())));
    }

    private static Map<String, Kind> kinds() {
        Map<String, Kind> kinds = new LinkedHashMap<>();
        kinds.put("not-worse", new Kind("significance", "(0, 1)", GateRule.NotWorse::new));
        kinds.put("better", new Kind("significance", "(0, 1)", GateRule.Better::new));
        kinds.put("min-gain", new Kind("gain", "[0, 1]", GateRule.MinGain::new));
        kinds.put("max-class-loss", new Kind("loss", "[0, 1]", GateRule.MaxClassLoss::new));
        kinds.put("calibration", new Kind("max-error", "(0, 1]", GateRule.Calibration::new));
        kinds.put("robustness-loss", new Kind("loss", "[0, 1]", GateRule.RobustnessLoss::new));
        kinds.put(
                "min-samples",
                new Kind("samples", "[1, 1000000000]", samples -> new GateRule.MinSamples((int) samples)));
        return kinds;
    }
}
