package io.noisystudent.labeler.config;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.inference.Classifier;
import io.noisystudent.inference.Device;
import io.noisystudent.inference.InferenceOptions;
import io.noisystudent.kafka.topic.TopicAdmin;
import io.noisystudent.labeler.models.DeviceFailures;
import io.noisystudent.labeler.models.LabelerDevices;
import io.noisystudent.labeler.models.Teacher;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.registryclient.Registry;
import io.noisystudent.service.start.StartRefusal;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What must be true before the channels start: a valid configuration, and topics to subscribe to. */
@Singleton
class Startup {
    private static final Logger LOG = LoggerFactory.getLogger(Startup.class);

    private final PipelineConfig pipeline;
    private final Instance<LabelerDevices> devices;
    private final DeviceFailures failures;
    private final Instance<Registry> registry;
    private final Instance<Teacher> teacher;
    private final Map<String, Object> kafka;
    private final LabelerConfig config;

    /** What may be refused is made where the refusal is reported, not by the container. */
    Startup(
            PipelineConfig pipeline,
            Instance<LabelerDevices> devices,
            DeviceFailures failures,
            Instance<Registry> registry,
            Instance<Teacher> teacher,
            LabelerConfig config,
            @Identifier("default-kafka-broker") Map<String, Object> kafka) {
        this.pipeline = pipeline;
        this.devices = devices;
        this.failures = failures;
        this.registry = registry;
        this.teacher = teacher;
        this.config = config;
        this.kafka = kafka;
    }

    /** Before the channels: those are started by an observer of the default priority. */
    void prepare(@Observes @Priority(1) StartupEvent start) {
        StartRefusal.guard(this::start);
        if (failures.tooMany().isPresent()) {
            LOG.error("{}", failures.tooMany().get().describe());
            return;
        }
        Thread thread = new Thread(this::meetTeacher, "meet-teacher");
        thread.setDaemon(true);
        thread.start();
    }

    private void start() {
        // Reads the trusted keys.
        registry.get();
        Device device = failures.tooMany().isPresent() ? null : device();
        TopicAdmin.ensure(kafka, pipeline, TopicAdmin.PATIENCE);
        LOG.info(
                "pipeline={} classes={} image={} device={} threads={} batch={} instance={}",
                pipeline.name(),
                pipeline.classes().size(),
                pipeline.image(),
                device,
                devices.get().options().threads(),
                devices.get().options().maxBatch(),
                config.instance());
    }

    /** Where models will run, found out with a network of no size on each device. */
    private Device device() {
        Graph probe = Networks.build("mlp", new ImageShape(1, 1, 1), List.of("no", "yes"), 0);
        Device found = Device.CPU;
        List<NoisyStudentException> refusals = new ArrayList<>();
        for (InferenceOptions options : devices.get().sessions()) {
            try (Classifier classifier = Classifier.open(probe, options)) {
                found = classifier.device();
            } catch (NoisyStudentException e) {
                refusals.add(e);
                if (e.code() == ErrorCode.DEVICE_FAILED) {
                    // Nothing else is to be opened or closed in this process.
                    break;
                }
            }
        }
        if (!refusals.isEmpty()) {
            NoisyStudentException refusal = together(refusals);
            if (refusal.code() == ErrorCode.DEVICE_FAILED) {
                failures.note(refusal);
            }
            throw refusal;
        }
        return found;
    }

    /** One refusal for all devices; a failure, after which another process may go on, counts more than what is missing. */
    static NoisyStudentException together(List<NoisyStudentException> refusals) {
        ErrorCode code = refusals.stream()
                .map(NoisyStudentException::code)
                .filter(ErrorCode.DEVICE_FAILED::equals)
                .findFirst()
                .orElse(refusals.get(0).code());
        return new NoisyStudentException(
                code,
                "noisystudent.labeler.device",
                refusals.stream()
                        .map(refusal -> refusal.subject() + ": " + refusal.getMessage())
                        .collect(Collectors.joining("\n")));
    }

    /** So that the inference endpoint and the first task find the teacher warm; nothing depends on it. */
    private void meetTeacher() {
        try {
            LOG.info("teacher={}", teacher.get().current());
        } catch (NoisyStudentException e) {
            LOG.info("no teacher yet: {}", e.describe());
        }
    }
}
