package io.noisystudent.contracts.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One condition that a candidate must meet to become the teacher. All configured rules must pass. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.EXISTING_PROPERTY, property = "rule")
@JsonSubTypes({
    @JsonSubTypes.Type(GateRule.NotWorse.class),
    @JsonSubTypes.Type(GateRule.Better.class),
    @JsonSubTypes.Type(GateRule.MinGain.class),
    @JsonSubTypes.Type(GateRule.MaxClassLoss.class),
    @JsonSubTypes.Type(GateRule.Calibration.class),
    @JsonSubTypes.Type(GateRule.RobustnessLoss.class),
    @JsonSubTypes.Type(GateRule.MinSamples.class),
    @JsonSubTypes.Type(GateRule.MaxLoss.class),
    @JsonSubTypes.Type(GateRule.MaxParameters.class),
    @JsonSubTypes.Type(GateRule.MaxLatency.class)
})
@JsonPropertyOrder("rule")
public sealed interface GateRule {
    /** Names the version to which the registry's alias of that name points. */
    String TEACHER = CurriculumKind.TEACHER;

    /** Names the version from which the candidate was trained. */
    String PARENT = "parent";

    /** Name of the rule, {@code not-worse} for example. */
    @JsonProperty("rule")
    default String ruleName() {
        return getClass().getAnnotation(JsonTypeName.class).value();
    }

    /**
     * The version with which a candidate is compared, for people: {@code the teacher in office}, {@code version 3}. Empty
     * of a rule that looks at the candidate alone, which needs no other version and no evidence about one.
     */
    default Optional<String> comparesWith() {
        return Optional.ofNullable(getClass().getAnnotation(Compares.class)).map(Compares::value);
    }

    /** Whether the rule needs a comparison with the teacher in office, if there is one. */
    default boolean comparesWithTeacher() {
        return comparesWith().filter(Compares.TEACHER::equals).isPresent();
    }

    /** Whether the rule of this name compares a candidate with another version. */
    static boolean compares(String ruleName) {
        return Arrays.stream(GateRule.class.getPermittedSubclasses())
                .filter(rule -> rule.getAnnotation(JsonTypeName.class).value().equals(ruleName))
                .anyMatch(rule -> rule.isAnnotationPresent(Compares.class));
    }

    /** Refuses what the one-sided exact McNemar test shows to be worse than the incumbent. */
    @JsonTypeName("not-worse")
    @Compares
    @Kind("refuses what the one-sided exact McNemar test shows to be worse than the teacher")
    record NotWorse(
            @Key(allowed = "(0, 1)", doc = "level of the test")
            double significance) implements GateRule {}

    /** Asks for a gain that the one-sided exact McNemar test confirms. */
    @JsonTypeName("better")
    @Compares
    @Kind("refuses what the one-sided exact McNemar test does not show to be better than the teacher")
    record Better(
            @Key(allowed = "(0, 1)", doc = "level of the test")
            double significance) implements GateRule {}

    /** Asks for at least this difference of accuracy, as a fraction. */
    @JsonTypeName("min-gain")
    @Compares
    @Kind(value = "refuses a smaller difference of accuracies", bare = true)
    record MinGain(
            @Key(allowed = "[0, 1]", doc = "as a fraction") double gain) implements GateRule {}

    /** Refuses when the recall of any class falls by more than this fraction. */
    @JsonTypeName("max-class-loss")
    @Compares
    @Kind(value = "refuses when the recall of any class falls by more", bare = true)
    record MaxClassLoss(
            @Key(allowed = "[0, 1]", doc = "as a fraction") double loss) implements GateRule {}

    /** Refuses when the expected calibration error exceeds this bound. */
    @JsonTypeName("calibration")
    @Kind(value = "refuses a larger expected calibration error", bare = true)
    record Calibration(
            @Key(allowed = "(0, 1]", doc = "as a fraction") double maxError) implements GateRule {}

    /**
     * Refuses when the accuracy under any of the conditions that were measured falls by more than this fraction, and
     * when none was measured.
     */
    @JsonTypeName("robustness-loss")
    @Compares
    @Kind(
            value = "refuses a larger loss of accuracy under the worst condition, and a candidate of which"
                    + " none was measured",
            bare = true)
    record RobustnessLoss(
            @Key(allowed = "[0, 1]", doc = "as a fraction") double loss) implements GateRule {}

    /** Refuses to decide on fewer held-out samples than this. */
    @JsonTypeName("min-samples")
    @Kind(value = "refuses to decide on fewer held-out samples", bare = true)
    record MinSamples(
            @Key(allowed = "[1, 1000000000]", doc = "held-out samples that were looked at")
            int samples) implements GateRule {}

    /**
     * Refuses a loss of accuracy beyond this fraction, against the version that {@code against} names. A loss is the price
     * of a smaller network: a candidate that is not smaller may lose nothing.
     *
     * @param significance of the one-sided paired test that has to show a larger loss before it is refused; null where
     *     the measured loss decides
     */
    @JsonTypeName("max-loss")
    @Compares("the version that `against` names")
    @Kind("refuses a candidate that is less accurate by more than this, and one that is not smaller if it is less"
            + " accurate at all")
    record MaxLoss(
            @Key(allowed = "[0, 1]", doc = "of accuracy, as a fraction")
            double loss,

            @Key(
                    allowed = "teacher|parent|" + CurriculumKind.VERSION,
                    defaultValue = TEACHER,
                    give = "teacher, parent or the number of a version",
                    doc = "the version that is compared: the `teacher` in office, the `parent` from which the"
                            + " candidate was trained (the one in office of a candidate without), or a number")
            String against,

            @Key(
                    defaultValue = "file",
                    doc = "what of the candidate has to be smaller for it to lose anything: its `file` in bytes, by a"
                            + " twentieth at least, which also tells a compressed network, or its `parameters`")
            Smaller smaller,

            @Key(
                    allowed = "(0, 1)",
                    or = "none",
                    defaultValue = "none",
                    doc = "level of the one-sided paired score test (Tango 1998) that has to show a larger loss before"
                            + " it is refused; `none` lets the measured loss decide")
            @Nullable
            Double significance)
            implements GateRule {
        /** What a candidate must have less of. */
        public enum Smaller {
            FILE,
            PARAMETERS
        }

        /** The number that {@link #against()} is; empty for the teacher and the parent. */
        public Optional<Integer> version() {
            return against.matches(CurriculumKind.VERSION) ? Optional.of(Integer.valueOf(against)) : Optional.empty();
        }

        @Override
        public Optional<String> comparesWith() {
            return switch (against) {
                case TEACHER -> Optional.of(Compares.TEACHER);
                case PARENT -> Optional.of("the candidate's parent");
                default -> Optional.of("version " + against);
            };
        }
    }

    /** Refuses a network with more parameters than this. */
    @JsonTypeName("max-parameters")
    @Kind(
            value =
                    "refuses a larger network; of one that was not trained here, every four bytes of the file count as one",
            bare = true)
    record MaxParameters(
            @Key(allowed = "[1, 1000000000000]", doc = "learned numbers, as `./noisy-student networks` lists them")
            long parameters)
            implements GateRule {}

    /** Refuses a slower network than this, as the labelers measured it. */
    @JsonTypeName("max-latency")
    @Kind(
            value = "refuses a slower network: the labelers take the median time of a full batch, of as many images as"
                    + " they serve at once, on their device; the slowest of those that answered counts",
            bare = true)
    record MaxLatency(
            @Key(allowed = "(0, 1000000]", doc = "for an image of the batch")
            double milliseconds) implements GateRule {}
}
