package io.noisystudent.trainer.training;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.config.Resize;
import io.noisystudent.contracts.event.Ensemble;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.OmittedClass;
import io.noisystudent.contracts.event.Specialist;
import io.noisystudent.contracts.event.TrainingReport;
import io.noisystudent.contracts.event.TrainingReport.TermSummary;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.event.TrainingRequest.Purpose;
import io.noisystudent.learning.selection.SelectionReport;
import io.noisystudent.learning.training.Training;
import io.noisystudent.learning.training.Training.Student;
import io.noisystudent.learning.training.TrainingData;
import io.noisystudent.learning.training.TrainingListener;
import io.noisystudent.learning.training.TrainingOptions;
import io.noisystudent.learning.training.TrainingResult;
import io.noisystudent.learning.training.TrainingStatistics;
import io.noisystudent.learning.training.WarmStart;
import io.noisystudent.networks.build.InputResolution;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.validation.AdaptedLayers;
import io.noisystudent.networks.validation.FoldedNormalization;
import io.noisystudent.networks.validation.GraphCheck;
import io.noisystudent.networks.validation.ServedSignature;
import io.noisystudent.trainer.checkpoint.CheckpointArchive;
import io.noisystudent.trainer.dataset.CacheSpace;
import io.noisystudent.trainer.dataset.ImageReading;
import io.noisystudent.trainer.dataset.LabeledData;
import io.noisystudent.trainer.dataset.LabeledLog;
import io.noisystudent.trainer.dataset.RangeReader;
import io.noisystudent.trainer.dataset.SampleCache;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static java.util.Objects.requireNonNull;

/**
 * Trains the student that a request asks for, or all of its cohort, or merges the ensemble: a pure function of the request,
 * the log, the versions that it names and the number of threads.
 *
 * <p>Source of the method: Xie, Luong, Hovy, Le, CVPR 2020, section 2.
 */
public final class StudentTraining {
    private static final Logger LOGGER = LoggerFactory.getLogger(StudentTraining.class);

    private final PipelineConfig pipeline;
    private final RangeReader source;
    private final Teachers teachers;
    private final CacheSpace cacheSpace;
    private final ComputeResources machine;
    private final CheckpointArchive checkpoints;

    public StudentTraining(
            PipelineConfig pipeline,
            RangeReader source,
            Teachers teachers,
            CacheSpace cacheSpace,
            ComputeResources machine,
            CheckpointArchive checkpoints) {
        this.pipeline = pipeline;
        this.source = source;
        this.teachers = teachers;
        this.cacheSpace = cacheSpace;
        this.machine = machine;
        this.checkpoints = checkpoints;
    }

    /**
     * Reads the data, selects, trains, going on from where another trainer of the request was.
     *
     * @param asked any of its {@linkplain TrainingRequest#cohort() cohort}
     * @return the students in their order; of an ensemble itself
     * @throws io.noisystudent.contracts.error.NoisyStudentException when data is missing, the training diverges, versions
     *     make no ensemble or there is not enough memory
     * @throws java.util.concurrent.CancellationException if the listener ends it
     */
    public List<TrainedStudent> run(TrainingRequest asked, TrainingListener listener) {
        List<TrainingRequest> cohort = asked.cohort();
        TrainingRequest request = cohort.get(0);
        ImageShape image = image(request);
        try (SampleCache train = cacheSpace.open(image);
                SampleCache validation = cacheSpace.open(image);
                SampleCache unlabeled = cacheSpace.open(image)) {
            MemoryNeed data = MemoryNeed.data(request);
            Ensemble ensemble = request.ensemble();
            if (ensemble != null) {
                EnsembleMerging merging = new EnsembleMerging(pipeline, teachers, machine.compute());
                return List.of(MemoryNeed.ensemble(request)
                        .within(() -> merging.run(
                                request,
                                ensemble,
                                resize -> data.within(() -> labeled(request, resize, train, validation)))));
            }
            Resize resize = request.data().resizeOrDefault();
            LabeledData given = data.within(() -> labeled(request, resize, train, validation));
            Specialist specialist = request.specialist();
            if (specialist != null) {
                return List.of(specialist(request, specialist, given, listener));
            }
            LabeledData labeled = given.withTrain(omitted(request).classes().leave(given.train()));
            Optional<PseudoLabeledData> pseudoLabeled = isTaught(request)
                    ? Optional.of(data.within(() -> select(request, labeled, unlabeled)))
                    : Optional.empty();
            MemoryNeed network = MemoryNeed.network(request, image);
            List<Student> students =
                    network.within(() -> cohort.stream().map(this::student).toList());
            TrainingData samples = new TrainingData(
                    labeled.train(),
                    pseudoLabeled.map(PseudoLabeledData::samples),
                    labeled.validation(),
                    network.within(() -> teachersInTheLoop(cohort)));
            TrainingResult result =
                    MemoryNeed.steps(request, image).within(() -> train(request, students, samples, listener));
            return IntStream.range(0, students.size())
                    .mapToObj(i -> new TrainedStudent(
                            result.graphs().get(i),
                            report(
                                    students.get(i),
                                    labeled,
                                    pseudoLabeled,
                                    result.each().get(i),
                                    omitted(request)
                                            .of(
                                                    result.graphs().get(i),
                                                    labeled.validation(),
                                                    machine.compute().threads()),
                                    null)))
                    .toList();
        }
    }

    private OmittedClassReport omitted(TrainingRequest request) {
        return new OmittedClassReport(request.recipe().omitted(), pipeline.classes());
    }

    /** One of the specialists of the request's teacher. */
    private TrainedStudent specialist(
            TrainingRequest request, Specialist specialist, LabeledData labeled, TrainingListener listener) {
        GeneralistClusters clusters =
                new GeneralistClusters(pipeline, source, machine.compute().threads());
        MemoryNeed network = MemoryNeed.network(request, pipeline.image());
        // As it is: the version of all of them contains it, for the images of the pipeline.
        Graph generalist =
                network.within(() -> teachers.load(requireNonNull(request.teacher(), "the request names no teacher")));
        SpecialistLesson lesson = new SpecialistLesson(
                pipeline, request, clusters.of(request, specialist, generalist, labeled.train()), labeled);
        LOGGER.info("training request={} specialist of {}", request.id(), lesson.known());
        Student student = network.within(() -> new Student(lesson.initial(generalist), request.recipe()));
        GraphCheck.trainable(student.initial());
        TrainingResult result = MemoryNeed.steps(request, pipeline.image())
                .within(() -> train(request, List.of(student), lesson.data(), listener));
        return new TrainedStudent(
                lesson.version(result.graph()),
                report(student, labeled, Optional.empty(), result.each().get(0), null, lesson.known()));
    }

    private LabeledData labeled(TrainingRequest request, Resize resize, SampleCache train, SampleCache validation) {
        return new LabeledLog(source, pipeline)
                .read(
                        request.data().labeled(),
                        request.selection().votesOrDefault(),
                        new ImageReading(image(request), resize, machine.decoders()),
                        train,
                        validation);
    }

    /** The pipeline's, unless a version is adapted to others. */
    private ImageShape image(TrainingRequest request) {
        ImageShape own = request.data().image();
        return own == null ? pipeline.image() : own;
    }

    private TrainingResult train(
            TrainingRequest request, List<Student> students, TrainingData data, TrainingListener listener) {
        return new Training().run(students, data, options(request), listener, checkpoints.of(request));
    }

    private TrainingOptions options(TrainingRequest request) {
        TrainingOptions options = machine.options(request.seed());
        return request.purpose() == Purpose.FIXRES ? options.classifierAlone() : options;
    }

    /** Gives back the memory of the device that a failed training may have left. */
    public void releaseDeviceMemory() {
        machine.compute().releaseUnused();
    }

    /** Removes what was kept of a request that is answered. */
    public void forget(TrainingRequest request) {
        checkpoints.remove(request.cohort().get(0));
    }

    private Student student(TrainingRequest request) {
        Graph initial = initial(request);
        return new Student(initial, GentleRate.of(initial, request));
    }

    private Graph initial(TrainingRequest request) {
        Graph initial = request.recipe().takesTeachersNetwork()
                ? teacher(request)
                : registered(request).orElseGet(() -> named(request));
        GraphCheck.trainableNetwork(initial);
        if (request.purpose() == Purpose.FIXRES) {
            AdaptedLayers.require(initial);
        }
        FoldedNormalization.warning(initial)
                .ifPresent(warning -> LOGGER.warn("training request={} {}", request.id(), warning.describe()));
        return initial;
    }

    /** The version that the recipe names; teacher-service has put its number in place of an alias. */
    private Optional<Graph> registered(TrainingRequest request) {
        return request.recipe()
                .registeredVersion()
                .map(number -> fitted(teachers.load(new ModelRef(request.model(), Integer.parseInt(number))), request));
    }

    private Graph named(TrainingRequest request) {
        Graph fresh = Networks.build(request.recipe().network(), pipeline.image(), pipeline.classes(), request.seed());
        boolean warm = request.teacher() != null && request.recipe().optimizer().warmStart();
        return warm ? WarmStart.of(fresh, teacher(request)) : fresh;
    }

    /**
     * Those that a student of the cohort asks. On labeled images alone it is for terms that distill: a control has none, and no
     * images for online labels.
     */
    private List<Graph> teachersInTheLoop(List<TrainingRequest> cohort) {
        return cohort.stream().anyMatch(StudentTraining::asksTeacher) ? List.of(teacher(cohort.get(0))) : List.of();
    }

    private static boolean asksTeacher(TrainingRequest request) {
        Recipe recipe = request.recipe();
        return isTaught(request) ? recipe.needsTeacher() : recipe.distills() && request.teacher() != null;
    }

    /** Whether it learns from pseudo-labels. */
    private static boolean isTaught(TrainingRequest request) {
        return request.data().labelingTasks() > 0;
    }

    private PseudoLabeledData select(TrainingRequest request, LabeledData labeled, SampleCache cache) {
        HeldOutLabeling heldOut = new HeldOutLabeling(
                () -> teacher(request), labeled.validation(), machine.compute().threads());
        ImageReading reading = new ImageReading(image(request), request.data().resizeOrDefault(), machine.decoders());
        return new PseudoLabelSelector(source, pipeline, omitted(request).classes(), reading)
                .select(request, labeled.train(), heldOut, cache);
    }

    private Graph teacher(TrainingRequest request) {
        return fitted(teachers.load(requireNonNull(request.teacher(), "the request names no teacher")), request);
    }

    /** For the images that are trained on: a version may have been adapted to others. */
    private Graph fitted(Graph version, TrainingRequest request) {
        ImageShape image = image(request);
        boolean fits = ServedSignature.of(version)
                .image(version)
                .filter(own -> own.channels() == image.channels() && !own.equals(image))
                .isEmpty();
        return fits ? version : InputResolution.at(version, image.height(), image.width());
    }

    private TrainingReport report(
            Student student,
            LabeledData labeled,
            Optional<PseudoLabeledData> pseudoLabeled,
            TrainingStatistics statistics,
            @Nullable List<OmittedClass> omitted,
            @Nullable List<String> known) {
        Optional<SelectionReport> selection =
                pseudoLabeled.map(data -> data.choice().selection().report());
        return new TrainingReport(
                student.recipe().network(),
                Networks.parameterCount(student.initial()),
                statistics.steps(),
                statistics.seconds(),
                statistics.imagesPerSecond(),
                statistics.loss(),
                statistics.precision().name().toLowerCase(Locale.ROOT),
                statistics.threads(),
                labeled.train().labels().length,
                pseudoLabeled.map(PseudoLabeledData::accepted).orElse(0),
                pseudoLabeled.map(PseudoLabeledData::superseded).orElse(0),
                selection.map(SelectionReport::unique).orElse(0),
                selection.map(chosen -> chosen.total() - chosen.unique()).orElse(0),
                selection
                        .map(chosen -> chosen.classes().stream()
                                .map(SelectionReport.ClassCount::unique)
                                .toList())
                        .orElse(List.of()),
                labeled.unreadable(),
                statistics.heldOutAccuracy().isPresent()
                        ? statistics.heldOutAccuracy().getAsDouble()
                        : null,
                pseudoLabeled.map(StudentTraining::temperature).orElse(null),
                labeled.scatteredKeys()
                        + pseudoLabeled.map(PseudoLabeledData::scatteredKeys).orElse(0),
                statistics.images(),
                machine.compute().kernels().name().toLowerCase(Locale.ROOT),
                statistics.terms().stream()
                        .map(term -> new TermSummary(term.name(), term.mean(), term.gradientShare()))
                        .toList(),
                labeled.doubt().orElse(null),
                omitted,
                known);
    }

    private static @Nullable Double temperature(PseudoLabeledData data) {
        return data.choice().temperature().isPresent()
                ? (Double) data.choice().temperature().getAsDouble()
                : null;
    }
}
