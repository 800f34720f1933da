package io.noisystudent.contracts.config;

import io.noisystudent.contracts.config.CurriculumConfig.CollapseBounds;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/** Writes a {@link PipelineConfig} as {@code pipeline.yaml} with every key; the reader gives the same value back. */
public final class PipelineConfigWriter {
    private static final int LINE = 110;
    private static final String NONE = "none";

    private PipelineConfigWriter() {}

    /** The file's text. */
    public static String write(PipelineConfig config) {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.AUTO);
        options.setWidth(LINE);
        options.setIndent(2);
        options.setIndicatorIndent(2);
        options.setIndentWithIndicator(true);
        return new Yaml(options).dump(Map.of("pipeline", pipeline(config)));
    }

    private static Map<String, Object> pipeline(PipelineConfig config) {
        ImageShape image = config.image();
        SplitShares splits = config.splits();
        TopicConfig topics = config.topics();
        LabelingConfig labeling = config.labeling();
        return map(
                "name", config.name(),
                "image", map("height", image.height(), "width", image.width(), "channels", image.channels()),
                "classes", config.classes(),
                "splits", map("train", splits.train(), "validation", splits.validation(), "test", splits.test()),
                "topics",
                        map(
                                "data-partitions", topics.dataPartitions(),
                                "task-partitions", topics.taskPartitions(),
                                "replication", (int) topics.replication()),
                "curriculum", curriculum(config.curriculum()),
                "labeling", map("min-confidence", labeling.minConfidence(), "task-samples", labeling.taskSamples()),
                "selection", selection(config.selection()),
                "gate", gate(config.gate()),
                "recipes",
                        config.recipes().stream()
                                .map(PipelineConfigWriter::recipe)
                                .toList());
    }

    private static Map<String, Object> curriculum(CurriculumConfig curriculum) {
        CollapseBounds collapse = curriculum.collapse();
        return map(
                "max-generations", curriculum.maxGenerations(),
                "patience", curriculum.patience(),
                "students-per-generation", curriculum.studentsPerGeneration(),
                "min-new-samples", curriculum.minNewSamples(),
                "min-new-labels", curriculum.minNewLabels(),
                "control", curriculum.control(),
                "seed", curriculum.seed(),
                "collapse",
                        map(
                                "min-accepted-share", collapse.minAcceptedShare(),
                                "min-entropy", collapse.minEntropy(),
                                "max-empty-classes", collapse.maxEmptyClasses()));
    }

    private static Map<String, Object> selection(SelectionConfig selection) {
        return map(
                "per-class", selection.perClass() == SelectionConfig.AUTO ? "auto" : selection.perClass(),
                "growth", selection.growth(),
                "duplicate-scarce", selection.duplicateScarce(),
                "rule", rule(selection.rule()),
                "min-confidence", selection.minConfidence(),
                "align", word(selection.alignment()),
                "calibrate", selection.calibrate());
    }

    private static Object rule(SelectionRule rule) {
        if (rule instanceof SelectionRule.SoftMatch softMatch) {
            return map(rule.ruleName(), map("deviations", softMatch.deviations()));
        } else if (rule instanceof SelectionRule.FreeMatch freeMatch) {
            return map(rule.ruleName(), map("max-threshold", freeMatch.maxThreshold()));
        }
        return rule.ruleName();
    }

    private static Map<String, Object> gate(GateConfig gate) {
        return map(
                "mode", word(gate.mode()),
                "split", word(gate.split()),
                "rules", gate.rules().stream().map(PipelineConfigWriter::rule).toList());
    }

    private static Map<String, Object> rule(GateRule rule) {
        return map(rule.ruleName(), parameter(rule));
    }

    private static Object parameter(GateRule rule) {
        if (rule instanceof GateRule.NotWorse notWorse) {
            return map("significance", notWorse.significance());
        } else if (rule instanceof GateRule.Better better) {
            return map("significance", better.significance());
        } else if (rule instanceof GateRule.MinGain minGain) {
            return minGain.gain();
        } else if (rule instanceof GateRule.MaxClassLoss maxClassLoss) {
            return maxClassLoss.loss();
        } else if (rule instanceof GateRule.Calibration calibration) {
            return calibration.maxError();
        } else if (rule instanceof GateRule.RobustnessLoss robustness) {
            return robustness.loss();
        } else if (rule instanceof GateRule.MinSamples minSamples) {
            return minSamples.samples();
        }
        throw new IllegalArgumentException("no parameter is known of " + rule);
    }

    private static Map<String, Object> recipe(Recipe recipe) {
        Recipe.Objective objective = recipe.objective();
        Recipe.Optimizer optimizer = recipe.optimizer();
        Object weight = objective.unlabeledWeight() == null ? "auto" : objective.unlabeledWeight();
        Object clipNorm = optimizer.clipNorm() == null ? NONE : optimizer.clipNorm();
        boolean byEpochs = recipe.epochs() > 0;
        return map(
                "network",
                recipe.network(),
                byEpochs ? "epochs" : "steps",
                byEpochs ? recipe.epochs() : recipe.steps(),
                "batch-size",
                recipe.batchSize(),
                "unlabeled-ratio",
                recipe.unlabeledRatio(),
                "labels",
                objective.softLabels() ? "soft" : "hard",
                "temperature",
                objective.temperature(),
                "label-smoothing",
                objective.labelSmoothing(),
                "unlabeled-weight",
                weight,
                "fairness",
                objective.fairness(),
                "online-labels",
                onlineLabels(objective.onlineLabels()),
                "fine-tuning",
                fineTuning(recipe.phases().fineTuning()),
                "train-resolution",
                trainResolution(recipe.phases().trainResolution()),
                "optimizer",
                word(optimizer.algorithm()),
                "learning-rate",
                optimizer.learningRate(),
                "momentum",
                optimizer.momentum(),
                "weight-decay",
                optimizer.weightDecay(),
                "warmup",
                optimizer.warmup(),
                "schedule",
                schedule(optimizer.schedule()),
                "clip-norm",
                clipNorm,
                "train-ratio",
                optimizer.trainRatio(),
                "warm-start",
                optimizer.warmStart(),
                "moving-average-decay",
                recipe.movingAverageDecay(),
                "noise",
                noise(recipe.noise()));
    }

    private static Object onlineLabels(Recipe.@Nullable OnlineLabels online) {
        return online == null ? NONE : map("min-confidence", online.minConfidence());
    }

    private static Object fineTuning(Recipe.@Nullable FineTuning fineTuning) {
        return fineTuning == null ? NONE : map("share", fineTuning.share(), "learning-rate", fineTuning.learningRate());
    }

    private static Object trainResolution(Recipe.@Nullable TrainResolution resolution) {
        return resolution == null
                ? NONE
                : map(
                        "size",
                        resolution.size(),
                        "share",
                        resolution.share(),
                        "learning-rate",
                        resolution.learningRate());
    }

    private static Object schedule(Schedule schedule) {
        if (schedule instanceof Schedule.Step step) {
            return map(step.scheduleName(), map("at", step.at(), "factor", step.factor()));
        } else if (schedule instanceof Schedule.Staircase staircase) {
            return map(staircase.scheduleName(), map("every", staircase.every(), "factor", staircase.factor()));
        }
        return schedule.scheduleName();
    }

    private static Map<String, Object> noise(Recipe.Noise noise) {
        Recipe.RandAugment randAugment = noise.randAugment();
        return map(
                "randaugment",
                        randAugment == null
                                ? NONE
                                : map(
                                        "ops",
                                        randAugment.ops(),
                                        "magnitude",
                                        randAugment.magnitude(),
                                        "operations",
                                        word(randAugment.operations())),
                "crop", noise.crop(),
                "flip", noise.flip(),
                "cutout", noise.cutout(),
                "fill", noise.fill(),
                "dropout", noise.dropout(),
                "stochastic-depth", noise.stochasticDepth());
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** Keys and values in turn, kept in this order. */
    private static Map<String, Object> map(Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }
}
