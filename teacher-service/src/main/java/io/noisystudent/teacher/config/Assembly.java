package io.noisystudent.teacher.config;

import io.micrometer.core.instrument.MeterRegistry;
import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.PipelineConfigReader;
import io.noisystudent.contracts.topic.Topics;
import io.noisystudent.kafka.trace.RecordTracing;
import io.noisystudent.networks.build.AssistantSizes;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.registryclient.Registry;
import io.noisystudent.registryclient.RegistryClient;
import io.noisystudent.registryclient.signing.Verification;
import io.noisystudent.service.config.JsonDialect;
import io.noisystudent.teacher.curriculum.Curriculum;
import io.noisystudent.teacher.curriculum.CurriculumRules;
import io.noisystudent.teacher.curriculum.IngestQuiescence;
import io.noisystudent.teacher.deadletter.DeadLetterDesk;
import io.noisystudent.teacher.evaluation.AnswerLog;
import io.noisystudent.teacher.evaluation.CandidateEvaluator;
import io.noisystudent.teacher.messaging.CurriculumOwner;
import io.noisystudent.teacher.messaging.DataWatch;
import io.noisystudent.teacher.messaging.GenerationFollower;
import io.noisystudent.teacher.messaging.OwnerSettings;
import io.opentelemetry.api.OpenTelemetry;
import io.quarkus.jackson.ObjectMapperCustomizer;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Puts the parts together; the parts themselves know no framework. */
@Singleton
public class Assembly {
    static final String INSTANCE = "instance";

    private final RecordTracing tracing;

    Assembly(OpenTelemetry telemetry) {
        this.tracing = new RecordTracing(telemetry);
    }

    @Produces
    @Singleton
    ObjectMapperCustomizer json() {
        return JsonDialect.strict();
    }

    @Produces
    @Singleton
    PipelineConfig pipeline(TeacherConfig config) {
        PipelineConfig pipeline = PipelineConfigReader.read(config.pipeline().file(), Networks::isKnown);
        AssistantSizes.require(pipeline);
        return pipeline;
    }

    @Produces
    @Singleton
    @Named(INSTANCE)
    String instance(TeacherConfig config) {
        return config.instance().orElseGet(Assembly::randomName);
    }

    @Produces
    @Singleton
    OwnerSettings settings(
            TeacherConfig config,
            PipelineConfig pipeline,
            @Identifier("default-kafka-broker") Map<String, Object> client) {
        return new OwnerSettings(
                new Topics(pipeline.name()),
                client,
                config.curriculum().tick(),
                config.curriculum().passedAfter());
    }

    @Produces
    @Singleton
    GenerationFollower follower(OwnerSettings settings) {
        return new GenerationFollower(settings);
    }

    @Produces
    @Singleton
    KafkaEnvironment environment(
            TeacherConfig config, PipelineConfig pipeline, OwnerSettings settings, Registry registry, Clock clock) {
        IngestQuiescence quiescence = new IngestQuiescence(
                config.curriculum().settle(), config.curriculum().settleAtMost());
        TeacherClasses classes = new TeacherClasses(pipeline.classes(), registry::version);
        NamedTeacher named =
                new NamedTeacher(pipeline.name(), pipeline.curriculum().kind(), registry);
        VersionChecks checks = new VersionChecks(
                named,
                new StartVersions(pipeline, registry),
                classes,
                new EnsembleMembers(pipeline.classes(), registry::version),
                new GateVersions(pipeline.name(), pipeline.gate(), registry::version, classes));
        return new KafkaEnvironment(settings, registry, checks, quiescence, clock);
    }

    @Produces
    @Singleton
    Registry registry(TeacherConfig config) {
        return new RegistryClient(config.registry().address(), Verification.OFF);
    }

    @Produces
    @Singleton
    DeadLetterDesk deadLetters(OwnerSettings settings) {
        return new DeadLetterDesk(settings.client(), settings.topics());
    }

    @Produces
    @Singleton
    DataWatch data(OwnerSettings settings, GenerationFollower follower) {
        return new DataWatch(settings.topics(), follower);
    }

    @Produces
    @Singleton
    LogWatch logs(OwnerSettings settings, DataWatch data, Clock clock) {
        Topics topics = settings.topics();
        return new LogWatch(
                settings.client(),
                List.of(topics.pseudoLabels(), topics.labelingProgress(), topics.evaluations(), topics.generations()),
                data,
                clock);
    }

    @Produces
    @Singleton
    CurriculumMetrics metrics(MeterRegistry meters, OwnerSettings settings) {
        return new CurriculumMetrics(meters, settings.topics());
    }

    @Produces
    @Singleton
    CurriculumOwner owner(
            PipelineConfig pipeline,
            OwnerSettings settings,
            KafkaEnvironment environment,
            Registry registry,
            CurriculumMetrics metrics,
            Clock clock,
            @Named(INSTANCE) String instance) {
        AnswerLog answers = new AnswerLog(settings.client(), settings.topics().evaluations());
        CandidateEvaluator evaluator = new CandidateEvaluator(pipeline, registry, answers::read, clock);
        return new CurriculumOwner(
                settings,
                new CurriculumOwner.Parts(
                        instance,
                        new Curriculum(pipeline, rules(pipeline, clock), clock),
                        environment,
                        evaluator::evaluate,
                        metrics,
                        tracing,
                        clock,
                        System::nanoTime));
    }

    private static CurriculumRules rules(PipelineConfig pipeline, Clock clock) {
        int classes = pipeline.classes().size();
        return CurriculumRules.of(
                pipeline, network -> Networks.parameterCount(network, pipeline.image(), classes), clock);
    }

    private static String randomName() {
        String suffix = UUID.randomUUID().toString().substring(0, 8);
        try {
            return InetAddress.getLocalHost().getHostName() + "-" + suffix;
        } catch (UnknownHostException e) {
            return "teacher-service-" + suffix;
        }
    }
}
