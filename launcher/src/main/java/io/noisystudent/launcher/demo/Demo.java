package io.noisystudent.launcher.demo;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.topic.Topics;
import io.noisystudent.launcher.console.Terminal;
import io.noisystudent.launcher.dataset.DataSet;
import io.noisystudent.launcher.dataset.DataSets;
import io.noisystudent.launcher.dataset.PartiallyLabeledDataSet;
import io.noisystudent.launcher.dataset.Picture;
import io.noisystudent.launcher.feed.Feeder;
import io.noisystudent.launcher.glyph.GlyphDataSet;
import io.noisystudent.launcher.stack.Addresses;
import io.noisystudent.launcher.stack.Home;
import io.noisystudent.launcher.stack.HomeLock;
import io.noisystudent.launcher.stack.HomeMark;
import io.noisystudent.launcher.stack.LocalStack;
import io.noisystudent.launcher.stack.StackPorts;
import io.noisystudent.launcher.teacher.TeacherClient;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import me.tongfei.progressbar.ProgressBar;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The whole loop on a local stack: few labels in, better models out, and how it went. */
public final class Demo {
    private static final Logger LOG = LoggerFactory.getLogger(Demo.class);
    private static final int GLYPHS_TO_TRAIN = 6000;
    private static final int GLYPHS_TO_TEST = 2000;

    private final Terminal terminal;
    private final DemoSettings settings;
    private final Path installation;
    private final Home home;
    private final StackPorts ports;

    public Demo(Terminal terminal, DemoSettings settings, Path installation, Home home, StackPorts ports) {
        this.terminal = terminal;
        this.settings = settings;
        this.installation = installation;
        this.home = home;
        this.ports = ports;
    }

    /**
     * Runs until the last generation is decided; true if a student of generation 1 or later became the teacher.
     *
     * <p>What an earlier demo left in the home is deleted only after every setting has been checked.
     */
    public boolean run() {
        home.requireDemo();
        requireSettings();
        try (HomeLock held = HomeLock.acquire(home);
                LocalStack stack = new LocalStack(installation, held.home(), ports, settings.gpu())) {
            HomeMark.DEMO.put(home);
            Path scratch = home.scratch().resolve(UUID.randomUUID().toString());
            Prepared prepared = prepare(stack, scratch);
            home.clear(scratch);
            return runAlone(stack, prepared);
        }
    }

    /** What the settings amount to. */
    private record Prepared(DataSet data, PartiallyLabeledDataSet few, PipelineConfig pipeline) {}

    private void requireSettings() {
        if (settings.json() != null) {
            ResultsFile.require(settings.json(), home);
        }
        if (settings.data() != null && home.contains(settings.data())) {
            throw new NoisyStudentException(
                    ErrorCode.DATA_SET,
                    "--data " + settings.data(),
                    "lies in " + home.directory() + ", which is emptied; move the images elsewhere");
        }
    }

    /** Opens the data set, whose archive is unpacked into {@code scratch}, and checks all that it is to be used with. */
    private Prepared prepare(LocalStack stack, Path scratch) {
        try {
            DataSet data = settings.data() == null
                    ? GlyphDataSet.make(GLYPHS_TO_TRAIN, GLYPHS_TO_TEST, settings.dataSeed())
                    : DataSets.open(settings.data(), scratch);
            PartiallyLabeledDataSet few =
                    PartiallyLabeledDataSet.of(data, settings.labelsPerClass(), settings.dataSeed());
            PipelineConfig pipeline =
                    DemoPipeline.of(data, settings, !few.validation().isEmpty());
            stack.prepare(this::tell);
            return new Prepared(data, few, pipeline);
        } catch (RuntimeException e) {
            home.discard(scratch);
            throw e;
        }
    }

    private boolean runAlone(LocalStack stack, Prepared prepared) {
        home.create();
        PartiallyLabeledDataSet few = prepared.few();
        PipelineConfig pipeline = prepared.pipeline();
        DemoPipeline.write(pipeline, home);
        terminal.line(
                "%s: %,d images of %d classes, %s; %d labels (%d of them for validation), %,d test images",
                pipeline.name(),
                few.train().size() + few.validation().size() + few.unlabeled().size(),
                prepared.data().classes().size(),
                prepared.data().shape(),
                few.train().size() + few.validation().size(),
                few.validation().size(),
                few.test().size());
        if (pipeline.gate().rules().isEmpty()) {
            terminal.line("The gate has no rules: every student becomes the next teacher");
        }
        Runtime.getRuntime().addShutdownHook(new Thread(stack::close, "stop-stack"));
        Addresses addresses = stack.start(this::tell);
        return watch(pipeline, few, addresses);
    }

    private void tell(String line) {
        terminal.line("%s", line);
    }

    private boolean watch(PipelineConfig pipeline, PartiallyLabeledDataSet few, Addresses addresses) {
        long start = System.nanoTime();
        Topics topics = new Topics(pipeline.name());
        Truth truth = new Truth();
        feed(pipeline, few, addresses, truth);
        Loop loop = new Loop(truth);
        TeacherClient teacher = new TeacherClient(URI.create(addresses.teacher()), Optional.empty(), Optional.empty());
        try (LoopReader reader = new LoopReader(addresses.kafka(), topics, loop);
                LoopScreen screen = new LoopScreen(terminal, loop)) {
            while (reader.poll() || !isFinished(teacher)) {
                screen.update();
            }
            // What was committed before the loop was finished may not have been read yet.
            reader.readToEnd();
            screen.update();
        }
        double seconds = (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
        Results results = Results.of(loop, seconds);
        terminal.line("");
        terminal.text(Summary.of(results));
        if (settings.json() != null) {
            ResultsFile.write(results, settings.json());
        }
        NextSteps.say(terminal, pipeline, addresses, home, results, settings.once());
        if (!settings.once()) {
            waitForInterrupt();
        }
        return loop.hasPromotedStudent();
    }

    private static boolean isFinished(TeacherClient teacher) {
        try {
            return teacher.status().finished();
        } catch (NoisyStudentException e) {
            // It is started again when it ends, and asked again after the next look at the topics.
            LOG.debug("the status of the loop is unknown: {}", e.describe());
            return false;
        }
    }

    private void feed(PipelineConfig pipeline, PartiallyLabeledDataSet few, Addresses addresses, Truth truth) {
        Topics topics = new Topics(pipeline.name());
        long total = Stream.of(few.train(), few.validation(), few.test(), few.unlabeled())
                .mapToLong(List::size)
                .sum();
        try (Feeder feeder = new Feeder(addresses.kafka(), topics);
                ProgressBar bar = terminal.bar("Feeding", total, "images")) {
            for (Picture picture : few.unlabeled()) {
                feeder.sendUnlabeled(
                        picture, metadata -> truth.note(metadata.partition(), metadata.offset(), picture.label()));
                bar.step();
            }
            sendLabeled(feeder, pipeline, few.test(), Split.TEST, bar);
            sendLabeled(feeder, pipeline, few.validation(), Split.VALIDATION, bar);
            sendLabeled(feeder, pipeline, few.train(), Split.TRAIN, bar);
            feeder.flush();
        }
    }

    private static void sendLabeled(
            Feeder feeder, PipelineConfig pipeline, Iterable<Picture> pictures, Split split, ProgressBar bar) {
        for (Picture picture : pictures) {
            feeder.sendLabeled(picture, pipeline.classes().get(picture.label()), split, metadata -> {});
            bar.step();
        }
    }

    private static void waitForInterrupt() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
