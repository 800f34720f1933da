package io.noisystudent.launcher.demo;

import io.noisystudent.contracts.config.CurriculumConfig;
import io.noisystudent.contracts.config.GateConfig;
import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.PipelineConfigWriter;
import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.launcher.dataset.DataSet;
import io.noisystudent.launcher.stack.Home;
import io.noisystudent.launcher.stack.PipelineFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The pipeline of a demo: the user's, or a built-in one fitted to the data set. */
final class DemoPipeline {
    private static final int LONGEST_NAME = 40;

    private DemoPipeline() {}

    /**
     * The pipeline for a data set; a built-in gate without anything to weigh lets every student pass.
     *
     * @param validated whether labels are left for the evidence that a gate weighs
     * @throws NoisyStudentException {@code CONFIG_INVALID} if the user's does not fit the data set
     */
    static PipelineConfig of(DataSet data, DemoSettings settings, boolean validated) {
        Path config = settings.config();
        if (config != null) {
            PipelineConfig pipeline = PipelineFile.parse(PipelineFile.read(config), config.toString());
            requireClasses(pipeline, data, config);
            requireEvidence(pipeline.gate(), config, validated);
            requireTeacherToTrain(pipeline.curriculum(), config);
            return seeded(pipeline, settings);
        }
        String template = template(data, validated);
        PipelineConfig builtIn = PipelineFile.parse(PipelineFile.builtIn(template), template);
        GateConfig gate = builtIn.gate();
        return fit(
                seeded(builtIn, settings),
                data,
                validated ? gate : new GateConfig(gate.mode(), gate.split(), List.of()));
    }

    private static String template(DataSet data, boolean validated) {
        if (data.mirrored()) {
            return "photographs";
        }
        if (data.name().equals("glyphs")) {
            return "glyphs";
        }
        return validated ? "digits" : "digits-one-label";
    }

    static void write(PipelineConfig pipeline, Home home) {
        PipelineFile.write(PipelineConfigWriter.write(pipeline), home);
    }

    private static PipelineConfig seeded(PipelineConfig pipeline, DemoSettings settings) {
        CurriculumConfig curriculum = pipeline.curriculum();
        return new PipelineConfig(
                pipeline.name(),
                pipeline.image(),
                pipeline.resize(),
                pipeline.classes(),
                pipeline.splits(),
                pipeline.topics(),
                curriculum.withSeed(settings.trainingSeed(curriculum.seed())),
                pipeline.labeling(),
                pipeline.selection(),
                pipeline.gate(),
                pipeline.recipes());
    }

    private static PipelineConfig fit(PipelineConfig template, DataSet data, GateConfig gate) {
        return new PipelineConfig(
                pipelineName(data.name()),
                data.shape(),
                template.resize(),
                data.classes(),
                template.splits(),
                template.topics(),
                template.curriculum(),
                template.labeling(),
                template.selection(),
                gate,
                template.recipes());
    }

    /** A folder's name as the name of a pipeline. */
    static String pipelineName(String folder) {
        String name =
                folder.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-+|-+$", "");
        String cut = name.substring(0, Math.min(LONGEST_NAME, name.length())).replaceAll("-+$", "");
        return cut.isEmpty() ? "images" : cut;
    }

    private static void requireClasses(PipelineConfig pipeline, DataSet data, Path config) {
        if (!List.copyOf(pipeline.classes()).equals(data.classes())) {
            throw new NoisyStudentException(
                    ErrorCode.CONFIG_INVALID,
                    config + " pipeline.classes",
                    "the classes are " + String.join(", ", pipeline.classes()) + " and the images have "
                            + String.join(", ", data.classes()) + "; write the images' classes, in this order");
        }
    }

    private static void requireTeacherToTrain(CurriculumConfig curriculum, Path config) {
        curriculum.kind().givenTeacher().ifPresent(teacher -> {
            throw new NoisyStudentException(
                    ErrorCode.CONFIG_INVALID,
                    config + " pipeline.curriculum.kind." + curriculum.kind().kindName() + ".teacher",
                    "is " + teacher + ", and a demo begins with an empty registry; leave it out and give the teacher's"
                            + " recipe before the others, or start the pipeline with './noisy-student up'");
        });
    }

    private static void requireEvidence(GateConfig gate, Path config, boolean validated) {
        if (!validated && gate.split() == Split.VALIDATION && !gate.rules().isEmpty()) {
            throw new NoisyStudentException(
                    ErrorCode.CONFIG_INVALID,
                    config + " pipeline.gate.rules",
                    "with one label per class none is left for validation, so no student could pass; write rules: [] "
                            + "to let every student pass, or tell more labels per class");
        }
    }
}
