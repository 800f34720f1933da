package io.noisystudent.trainer.training;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.learning.specialist.SpecialistClasses;
import io.noisystudent.learning.specialist.SpecialistSamples;
import io.noisystudent.learning.specialist.SpecialistStart;
import io.noisystudent.learning.training.TrainingData;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.ModelMetadata;
import io.noisystudent.trainer.dataset.LabeledData;
import java.util.List;
import java.util.Optional;

/**
 * What a specialist begins with, what it is trained on, and the version that comes out: one with all classes, which the
 * registry, labelers and consumers know.
 *
 * <p>Source: Hinton, Vinyals, Dean 2015, section 5.
 */
final class SpecialistLesson {
    private final PipelineConfig pipeline;
    private final TrainingRequest request;
    private final SpecialistClasses classes;
    private final LabeledData labeled;
    private final SpecialistSamples samples;

    /** @throws io.noisystudent.contracts.error.NoisyStudentException {@code NO_TRAINING_DATA} without images of its classes */
    SpecialistLesson(PipelineConfig pipeline, TrainingRequest request, SpecialistClasses classes, LabeledData labeled) {
        this.pipeline = pipeline;
        this.request = request;
        this.classes = classes;
        this.labeled = labeled;
        this.samples = SpecialistSamples.of(labeled.train(), classes);
    }

    /** The classes that it tells apart. */
    List<String> known() {
        return classes.known().stream().map(pipeline.classes()::get).toList();
    }

    /** @throws io.noisystudent.contracts.error.NoisyStudentException {@code SIGNATURE_MISMATCH} of another network */
    Graph initial(Graph generalist) {
        return SpecialistStart.of(network(classes.names(pipeline.classes())), generalist, classes);
    }

    /** Validation images have its outputs for labels, and are as frequent as they are. */
    TrainingData data() {
        return new TrainingData(
                samples.samples(),
                Optional.empty(),
                labeled.validation().map(all -> SpecialistSamples.outputs(all, classes)),
                List.of());
    }

    /** With the dustbin's probability for all images, shared among the classes that it stands for. */
    Graph version(Graph trained) {
        Graph version =
                SpecialistStart.ofAll(network(pipeline.classes()), trained, classes, samples.dustbinCorrection());
        return version.withMetadata(ModelMetadata.withKnown(version, known()));
    }

    private Graph network(List<String> names) {
        return Networks.build(request.recipe().network(), pipeline.image(), names, request.seed());
    }
}
