package io.noisystudent.teacher.config;

import io.noisystudent.contracts.event.Ensemble;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.contracts.registry.AliasSlot;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.contracts.topic.Topics;
import io.noisystudent.kafka.log.LogEnds;
import io.noisystudent.registryclient.Registry;
import io.noisystudent.teacher.curriculum.IngestQuiescence;
import io.noisystudent.teacher.curriculum.Observation;
import io.noisystudent.teacher.messaging.CurriculumEnvironment;
import io.noisystudent.teacher.messaging.OwnerSettings;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.jspecify.annotations.Nullable;

/** Logs, topics and registry as the curriculum observes them. Used by the owner's thread only. */
public final class KafkaEnvironment implements CurriculumEnvironment, AutoCloseable {
    /** Of the thread of the client, without which nothing is ever seen again. */
    static final String THREAD = "kafka-admin-client-thread | curriculum-world";

    private final Topics topics;
    private final Admin admin;
    private final LogEnds ends;
    private final GroupProgress groups;
    private final Registry registry;
    private final VersionChecks checks;
    private final IngestQuiescence quiescence;
    private final Clock clock;

    KafkaEnvironment(
            OwnerSettings settings, Registry registry, VersionChecks checks, IngestQuiescence quiescence, Clock clock) {
        this.topics = settings.topics();
        Map<String, Object> client = new HashMap<>(settings.client());
        client.put(AdminClientConfig.CLIENT_ID_CONFIG, "curriculum-world");
        this.admin = Admin.create(client);
        this.ends = new LogEnds(admin);
        this.groups = new GroupProgress(settings.client(), admin);
        this.registry = registry;
        this.checks = checks;
        this.quiescence = quiescence;
        this.clock = clock;
    }

    @Override
    public Observation observe() {
        List<LogRange> labeled = ends.committed(topics.labeled());
        List<LogRange> unlabeled = ends.committed(topics.unlabeled());
        boolean settled = quiescence.observe(
                Stream.concat(labeled.stream(), unlabeled.stream()).toList(), clock.instant());
        return new Observation(
                labeled,
                unlabeled,
                ends.committed(topics.pseudoLabels()),
                teacher(),
                checks.named().find().orElse(null),
                checks.starts().find(),
                logs(),
                settled);
    }

    @Override
    public void requireFit(Observation seen) {
        checks.requireFit(seen);
    }

    @Override
    public void requireMembers(Ensemble ensemble) {
        checks.requireMembers(ensemble);
    }

    @Override
    public @Nullable ModelRef teacher() {
        return registry.alias(topics.pipeline(), AliasSlot.TEACHER)
                .map(slot -> new ModelRef(slot.model(), slot.version()))
                .orElse(null);
    }

    @Override
    public Map<String, String> logs() {
        // What the registry announces, and what could not be read, is nothing that a generation waits for.
        return ends.ids(topics.all().stream()
                .filter(topic -> !topic.equals(topics.models()) && !topic.equals(topics.deadLetters()))
                .toList());
    }

    @Override
    public List<ModelVersion> versions() {
        return registry.versions(topics.pipeline());
    }

    @Override
    public List<LogRange> written(String topic) {
        return ends.written(topic);
    }

    @Override
    public boolean hasPassed(String group, String topic) {
        return groups.hasPassed(group, topic);
    }

    @Override
    public void close() {
        admin.close();
    }
}
