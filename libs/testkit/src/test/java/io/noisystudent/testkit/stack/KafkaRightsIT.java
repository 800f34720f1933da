package io.noisystudent.testkit.stack;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.PipelineConfigReader;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.topic.Topics;
import io.noisystudent.embedded.BrokerSecurity;
import io.noisystudent.embedded.EmbeddedKafka;
import io.noisystudent.kafka.topic.TopicAdmin;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * A broker with TLS and authorization, and the users of {@code k8s/components/strimzi/users.yaml}; what they try changes
 * nothing for each other.
 */
@Execution(ExecutionMode.CONCURRENT)
class KafkaRightsIT {
    private static final KafkaUsers USERS =
            KafkaUsers.read(Path.of("..", "..", "k8s", "components", "strimzi", "users.yaml"));
    private static final String PIPELINE = "digits";
    private static final List<String> TOPICS = new Topics(PIPELINE).all();
    /** They check the settings of the topics when they start. */
    private static final Set<String> SERVICES =
            Set.of("model-registry", "teacher-service", "labeler-service", "student-trainer");

    private static final List<String> GROUPS =
            List.of("digits-teacher", "digits-labelers", "digits-labeler-7", "digits-trainers", "elsewhere");
    /** A client asks about another topic only after this time. */
    private static final Map<String, Object> AT_ONCE = Map.of("retry.backoff.ms", 5, "retry.backoff.max.ms", 20);

    private static final List<String> TRANSACTIONS =
            List.of("digits-teacher", "labeler-service-7-labeling-answers", "elsewhere");

    @TempDir
    private static Path directory;

    private static TestAuthority authority;
    private static EmbeddedKafka kafka;

    /** Of each user, for all tests: to log in takes longer than most of what they ask. */
    private static final Map<String, Admin> ADMINS = new ConcurrentHashMap<>();

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
        ADMINS.values().forEach(admin -> admin.close(Duration.ZERO));
        kafka.kill();
    }

    private static Admin admin(String user) {
        return ADMINS.computeIfAbsent(user, name -> Admin.create(kafka.passwordClient(name)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            model-registry  | models                                      | models
            teacher-service | labeling-progress evaluations training-progress models generations dead-letters unlabeled labeled \
                              labeling-tasks evaluation-tasks training-requests \
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
        operations(user).forEach((topic, operations) -> {
            Set<AclOperation> expected = EnumSet.of(AclOperation.DESCRIBE);
            if (SERVICES.contains(user)) {
                expected.add(AclOperation.DESCRIBE_CONFIGS);
            }
            if (topics(reads).contains(topic)) {
                expected.add(AclOperation.READ);
            }
            if (topics(writes).contains(topic)) {
                expected.add(AclOperation.WRITE);
            }
            assertThat(operations).as("%s on %s", user, topic).isEqualTo(expected);
        });
    }

    @Tag("slow")
    @ParameterizedTest
    @CsvSource({
        "model-registry,,,",
        "teacher-service, digits-teacher, digits-labelers digits-trainers, digits-teacher",
        "labeler-service, digits-labelers digits-labeler-7,, labeler-service-7-labeling-answers",
        "student-trainer, digits-trainers,,",
        "producer,,,",
        "operator,, digits-labelers digits-trainers,"
    })
    void shouldBeInTheseGroupsAndNoOthers(String user, String groups, String seen, String transactions) {
        Map<TopicPartition, OffsetAndMetadata> start =
                Map.of(new TopicPartition(PIPELINE + ".models", 0), new OffsetAndMetadata(0));
        Set<String> visible = new TreeSet<>(words(groups));
        visible.addAll(words(seen));
        Admin admin = admin(user);
        assertThat(groups(group -> admin.listConsumerGroupOffsets(group).all()))
                .as("%s sees", user)
                .isEqualTo(visible);
        assertThat(groups(group -> admin.alterConsumerGroupOffsets(group, start).all()))
                .as("%s is in", user)
                .isEqualTo(words(groups));
        assertThat(groups(group -> admin.deleteConsumerGroups(List.of(group)).all()))
                .as("%s removes", user)
                .isEmpty();
        assertThat(transactions(admin)).as(user).isEqualTo(words(transactions));
    }

    @Tag("slow")
    @Test
    void shouldLetNoServiceChangeTopicsOrRights() throws Exception {
        for (String user : USERS.names()) {
            Admin admin = admin(user);
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
            assertThat(admin.describeCluster(new DescribeClusterOptions().includeAuthorizedOperations(true))
                            .authorizedOperations()
                            .get())
                    .as(user)
                    .isEmpty();
        }
    }

    /** The topics of this test are not compacted, and no service may change that. */
    @ParameterizedTest
    @ValueSource(strings = {"model-registry", "teacher-service", "labeler-service", "student-trainer"})
    void shouldPrintTheCommandForATopicThatAServiceMayNotChange(String service) {
        assertThatThrownBy(() -> TopicAdmin.ensure(kafka.passwordClient(service), pipeline(), Duration.ofSeconds(10)))
                .isInstanceOf(NoisyStudentException.class)
                .hasFieldOrPropertyWithValue("code", ErrorCode.TOPIC_SETTINGS)
                .hasFieldOrPropertyWithValue("subject", "digits.generations")
                .hasMessageContaining("cleanup.policy delete -> compact")
                .hasMessageContaining("kafka-configs.sh --alter --entity-type topics --entity-name digits.generations"
                        + " --add-config cleanup.policy=compact");
    }

    @Test
    void shouldSayAtOnceThatTheBrokerDoesNotAcceptALogin() {
        Map<String, Object> stranger = new HashMap<>(kafka.passwordClient("model-registry"));
        stranger.computeIfPresent("sasl.jaas.config", (key, login) -> login.toString()
                .replaceFirst("password=\"[^\"]*", "password=\"wrong"));

        assertThatThrownBy(() -> TopicAdmin.ensure(stranger, pipeline(), Duration.ofMinutes(5)))
                .hasFieldOrPropertyWithValue("code", ErrorCode.BROKER_REFUSED)
                .hasMessageContaining("invalid credentials");
    }

    @Test
    void shouldDoWithoutTheRightToReadSettings() {
        assertThatNoException()
                .isThrownBy(
                        () -> TopicAdmin.ensure(kafka.passwordClient("operator"), pipeline(), Duration.ofSeconds(10)));
    }

    private static PipelineConfig pipeline() {
        return PipelineConfigReader.parse("""
                pipeline:
                  name: digits
                  image: {height: 8, width: 8, channels: 1}
                  classes: [a, b]
                  recipes: [{network: mlp, steps: 1}]
                """, "test");
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
        // Such a client cannot tell the broker from one that is away.
        assertThatThrownBy(() -> describe(Map.of(
                        "bootstrap.servers",
                        kafka.bootstrapServers(),
                        "default.api.timeout.ms",
                        1000,
                        "request.timeout.ms",
                        1000)))
                .as("without TLS")
                .hasCauseInstanceOf(org.apache.kafka.common.errors.TimeoutException.class);
    }

    private static void describe(Map<String, Object> client) throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(client)) {
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

    /** What the user may do with each topic that it sees. */
    private static Map<String, Set<AclOperation>> operations(String user) {
        Map<String, Set<AclOperation>> operations = new HashMap<>();
        DescribeTopicsOptions options = new DescribeTopicsOptions().includeAuthorizedOperations(true);
        admin(user).describeTopics(TOPICS, options).topicNameValues().forEach((topic, description) -> {
            try {
                operations.put(topic, description.get().authorizedOperations());
            } catch (ExecutionException e) {
                assertThat(e).hasCauseInstanceOf(TopicAuthorizationException.class);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        return operations;
    }

    /** Those for which the operation is not refused; it may still fail for what it does. */
    private static Set<String> groups(Function<String, KafkaFuture<?>> operation) {
        Set<String> allowed = new TreeSet<>();
        for (String group : GROUPS) {
            try {
                operation.apply(group).get();
                allowed.add(group);
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof GroupAuthorizationException)) {
                    allowed.add(group);
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        return allowed;
    }

    /** Those that it may begin: to fence others off takes the request that a producer begins with. */
    private static Set<String> transactions(Admin admin) {
        Set<String> known = new TreeSet<>();
        for (String id : TRANSACTIONS) {
            try {
                admin.fenceProducers(List.of(id)).all().get();
                known.add(id);
            } catch (ExecutionException e) {
                assertThat(e).hasCauseInstanceOf(TransactionalIdAuthorizationException.class);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        return known;
    }

    private static KafkaProducer<byte[], byte[]> producer(Map<String, Object> client, Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.putAll(more);
        settings.putAll(AT_ONCE);
        settings.put("max.block.ms", 10_000);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static KafkaConsumer<byte[], byte[]> consumer(String user) {
        Map<String, Object> settings = new HashMap<>(kafka.passwordClient(user));
        settings.putAll(AT_ONCE);
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
