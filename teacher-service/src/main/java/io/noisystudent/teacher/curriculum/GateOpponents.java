package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.config.GateRule;
import io.noisystudent.contracts.config.GateRule.MaxLoss;
import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.event.GenerationPlan;
import io.noisystudent.contracts.event.ModelRef;
import java.util.List;
import java.util.stream.Stream;

/** The versions that rules of the gate name, with which a candidate is compared as with the teacher in office. */
public final class GateOpponents {
    private GateOpponents() {}

    /** Each once; none for a control, about which no gate is asked. */
    public static List<ModelRef> of(PipelineConfig pipeline, GenerationPlan plan) {
        return plan.control()
                ? List.of()
                : pipeline.gate().rules().stream()
                        .filter(MaxLoss.class::isInstance)
                        .flatMap(rule -> opponent((MaxLoss) rule, pipeline.name(), plan))
                        .distinct()
                        .toList();
    }

    private static Stream<ModelRef> opponent(MaxLoss rule, String model, GenerationPlan plan) {
        return rule.against().equals(GateRule.PARENT)
                ? Stream.ofNullable(plan.teacher())
                : rule.version().map(version -> new ModelRef(model, version)).stream();
    }
}
