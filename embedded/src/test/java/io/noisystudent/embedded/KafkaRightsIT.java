package io.noisystudent.embedded;

import io.noisystudent.contracts.topic.Topics;
import io.noisystudent.embedded.testing.KafkaUsers;
import io.noisystudent.embedded.testing.TestAuthority;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A broker with TLS and authorization, and the users of {@code k8s/components/strimzi/users.yaml}. */
class KafkaRightsIT {
    private static final KafkaUsers USERS =
            KafkaUsers.read(Path.of("..", "k8s", "components", "strimzi", "users.yaml"));
    private static final String PIPELINE = "digits";
    private static final List<String> TOPICS = new Topics(PIPELINE).all();
    private static final List<String> GROUPS =
            List.of("digits-teacher", "digits-labelers", "digits-labeler-7", "digits-trainers", "elsewhere");
    private static final List<String> TRANSACTIONS =
            List.of("digits-teacher", "labeler-service-7-labeling-answers", "elsewhere");

    @TempDir
    private static Path directory;

    private static TestAuthority authority;
    private static EmbeddedKafka kafka;

    @BeforeAll
    static void start() throws Exception {
        authority = TestAuthority.in(directory, "authority");
        Map<String, String> passwords =
                USERS.names().stream().collect(Collectors.toMap(user -> user, user -> "secret-of-" + user));
        kafka = EmbeddedKafka.start(
                directory, 0, new BrokerSecurity(authority.issue("broker"), authority.certificate(), passwords));
        try (Admin admin = Admin.create(kafka.operator());
                KafkaProducer<byte[], byte[]> producer = producer(kafka.operator(), Map.of())) {
            USERS.grant(admin);
            admin.createTopics(TOPICS.stream()
                            .map(topic -> new NewTopic(topic, 1, (short) 1))
                            .toList())
                    .all()
                    .get();
            for (String topic : TOPICS) {
                producer.send(new ProducerRecord<>(topic, new byte[1])).get();
            }
        }
    }

    @AfterAll
    static void stop() {
        kafka.kill();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            model-registry  | models                                      | models
            teacher-service | labeling-progress evaluations training-progress models generations dead-letters unlabeled labeled \
                            | generations labeling-tasks evaluation-tasks training-requests dead-letters unlabeled labeled
            labeler-service | labeling-tasks evaluation-tasks models unlabeled labeled \
                            | pseudo-labels labeling-progress evaluations dead-letters
            student-trainer | training-requests labeled unlabeled pseudo-labels generations | training-progress
            producer        | ''                                          | labeled unlabeled
            operator        | unlabeled labeled labeling-tasks evaluation-tasks pseudo-labels labeling-progress evaluations \
                              training-requests training-progress generations models dead-letters | ''
            """)
    void shouldReadAndWriteTheseTopicsAndNoOthers(String user, String reads, String writes) {
        assertThat(readable(user)).as("%s reads", user).isEqualTo(topics(reads));
        assertThat(writable(kafka.passwordClient(user))).as("%s writes", user).isEqualTo(topics(writes));
    }

    @ParameterizedTest
    @CsvSource({
        "model-registry,,",
        "teacher-service, digits-teacher, digits-teacher",
        "labeler-service, digits-labelers digits-labeler-7, labeler-service-7-labeling-answers",
        "student-trainer, digits-trainers,",
        "producer,,",
        "operator, digits-labelers digits-trainers,"
    })
    void shouldBeInTheseGroupsAndNoOthers(String user, String groups, String transactions) {
        assertThat(groups(user)).as(user).isEqualTo(words(groups));
        assertThat(transactions(user)).as(user).isEqualTo(words(transactions));
    }

    @Test
    void shouldLetNobodyChangeTopicsOrRights() {
        for (String user : USERS.names()) {
            try (Admin admin = Admin.create(kafka.passwordClient(user))) {
                assertThatThrownBy(() -> admin.createTopics(List.of(new NewTopic("digits.more", 1, (short) 1)))
                                .all()
                                .get())
                        .as(user)
                        .hasCauseInstanceOf(TopicAuthorizationException.class);
                assertThatThrownBy(() -> admin.deleteTopics(TOPICS).all().get())
                        .as(user)
                        .hasCauseInstanceOf(TopicAuthorizationException.class);
                assertThatThrownBy(() -> admin.createAcls(USERS.rights().get("teacher-service"))
                                .all()
                                .get())
                        .as(user)
                        .hasCauseInstanceOf(ClusterAuthorizationException.class);
            }
        }
    }

    @Test
    void shouldKnowTheSameUserByPasswordAndByCertificate() {
        Map<String, Object> trainer = kafka.certificateClient(authority.issue("student-trainer"));
        assertThat(writable(trainer)).containsExactly("digits.training-progress");
    }

    @Test
    void shouldLetNoStrangerIn() {
        TestAuthority other = TestAuthority.in(directory, "other");
        Map<String, Object> wrongPassword = new HashMap<>(kafka.passwordClient("producer"));
        wrongPassword.computeIfPresent(
                "sasl.jaas.config", (key, value) -> value.toString().replace("secret", "guess"));
        Map<String, Object> wrongAuthority = new HashMap<>(kafka.passwordClient("producer"));
        wrongAuthority.put("ssl.truststore.location", other.certificate().toString());

        assertThatThrownBy(() -> describe(wrongPassword)).hasCauseInstanceOf(SaslAuthenticationException.class);
        assertThatThrownBy(() -> describe(wrongAuthority)).hasCauseInstanceOf(SslAuthenticationException.class);
        assertThatThrownBy(() -> describe(kafka.certificateClient(other.issue("student-trainer"))))
                .hasCauseInstanceOf(SslAuthenticationException.class);
        assertThatThrownBy(() -> describe(Map.of("bootstrap.servers", kafka.bootstrapServers())))
                .as("without TLS")
                .hasCauseInstanceOf(org.apache.kafka.common.errors.TimeoutException.class);
    }

    private static void describe(Map<String, Object> client) throws ExecutionException, InterruptedException {
        Map<String, Object> settings = new HashMap<>(client);
        settings.put("default.api.timeout.ms", 1000);
        settings.put("request.timeout.ms", 1000);
        try (Admin admin = Admin.create(settings)) {
            admin.describeCluster().nodes().get();
        }
    }

    private static Set<String> readable(String user) {
        Set<String> readable = new TreeSet<>();
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(user)) {
            for (String topic : TOPICS) {
                List<TopicPartition> partition = List.of(new TopicPartition(topic, 0));
                try {
                    consumer.assign(partition);
                    consumer.seekToBeginning(partition);
                    while (consumer.poll(Duration.ofMillis(100)).isEmpty()) {
                        assertThat(consumer.assignment()).containsAll(partition);
                    }
                    readable.add(topic);
                } catch (AuthorizationException e) {
                    assertThat(e).hasMessageContaining(topic);
                }
            }
        }
        return readable;
    }

    private static Set<String> writable(Map<String, Object> client) {
        Set<String> writable = new TreeSet<>();
        try (KafkaProducer<byte[], byte[]> producer = producer(client, Map.of("enable.idempotence", false))) {
            for (String topic : TOPICS) {
                try {
                    producer.send(new ProducerRecord<>(topic, new byte[1])).get();
                    writable.add(topic);
                } catch (ExecutionException e) {
                    assertThat(e).hasCauseInstanceOf(TopicAuthorizationException.class);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
        return writable;
    }

    private static Set<String> groups(String user) {
        Set<String> known = new TreeSet<>();
        try (Admin admin = Admin.create(kafka.passwordClient(user))) {
            for (String group : GROUPS) {
                try {
                    admin.listConsumerGroupOffsets(group)
                            .partitionsToOffsetAndMetadata()
                            .get();
                    known.add(group);
                } catch (ExecutionException e) {
                    assertThat(e).hasCauseInstanceOf(GroupAuthorizationException.class);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
        return known;
    }

    private static Set<String> transactions(String user) {
        Set<String> known = new TreeSet<>();
        for (String id : TRANSACTIONS) {
            try (KafkaProducer<byte[], byte[]> producer =
                    producer(kafka.passwordClient(user), Map.of("transactional.id", id))) {
                producer.initTransactions();
                known.add(id);
            } catch (AuthorizationException e) {
                assertThat(e).hasMessageContaining("Transactional Id authorization failed");
            }
        }
        return known;
    }

    private static KafkaProducer<byte[], byte[]> producer(Map<String, Object> client, Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.putAll(more);
        settings.put("max.block.ms", 10_000);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static KafkaConsumer<byte[], byte[]> consumer(String user) {
        Map<String, Object> settings = new HashMap<>(kafka.passwordClient(user));
        settings.put("enable.auto.commit", false);
        // A fetch of the topic before is waited for.
        settings.put("fetch.max.wait.ms", 10);
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static Set<String> topics(String names) {
        return words(names).stream().map(name -> PIPELINE + "." + name).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> words(String text) {
        return text == null || text.isBlank()
                ? Set.of()
                : new TreeSet<>(List.of(text.strip().split("\\s+")));
    }
}
