package io.noisystudent.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.registry.AliasMove;
import io.noisystudent.contracts.registry.AnnotationChange;
import io.noisystudent.contracts.registry.PromotionRequest;
import io.noisystudent.contracts.registry.Rejection;
import io.noisystudent.contracts.registry.VersionDescription;
import io.noisystudent.registry.objects.DamageLog;
import io.noisystudent.registry.objects.Documents;
import io.noisystudent.registry.objects.RegistryKeys;
import io.noisystudent.registry.objects.SlotWriter;
import io.noisystudent.registry.objects.SpentNumbers;
import io.noisystudent.registry.signing.SignatureService;
import io.noisystudent.registry.testing.Samples;
import io.noisystudent.registry.testing.TestRegistry;
import io.noisystudent.registry.view.ModelView;
import io.noisystudent.registry.view.RegistryView;
import io.noisystudent.registry.webhooks.DeliveryLogProbe;
import io.noisystudent.registryclient.signing.ModelSignature;
import io.noisystudent.registryclient.signing.Verification;
import io.noisystudent.storage.ObjectStat;
import io.noisystudent.storage.testing.InMemoryObjectStore;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** One object of each kind that a registry keeps, damaged in each way, before the start and while it runs. */
class DamageTest {
    private static final int SIZE = 3;
    private static final KeyPair FIRST_KEY = keys();
    private static final KeyPair SECOND_KEY = keys();
    /** One of which no bundle holds what was said. */
    private static final ModelRef FIFTH = new ModelRef(Samples.MODEL, 5);

    private static final ModelRef LAST = new ModelRef(Samples.MODEL, SIZE + RegistryView.WINDOW + 1);

    /** The kinds by the method of {@link RegistryKeys} that makes their keys; each is one of several objects of its kind. */
    private static final Map<String, String> KINDS = new TreeMap<>(Map.ofEntries(
            Map.entry("version", RegistryKeys.version(LAST)),
            Map.entry("evaluation", RegistryKeys.evaluation(FIFTH, "measured")),
            Map.entry("decision", RegistryKeys.decision(FIFTH, 1)),
            Map.entry("slot", RegistryKeys.slot(Samples.MODEL, "canary", 1)),
            Map.entry("annotation", RegistryKeys.annotation(Samples.MODEL, 1)),
            Map.entry("continuation", RegistryKeys.continuation(Samples.MODEL, 1)),
            Map.entry("segment", RegistryKeys.segment(Samples.MODEL, SIZE + 1, 2 * SIZE)),
            Map.entry("bundle", RegistryKeys.bundle(Samples.MODEL, 1, SIZE)),
            Map.entry("signature", RegistryKeys.signature(FIFTH, ModelSignature.keyId(FIRST_KEY.getPublic()))),
            Map.entry("webhookBeginning", RegistryKeys.webhookBeginning("ops")),
            Map.entry("attempt", RegistryKeys.attempt("ops", DeliveryLogProbe.NOTICE, 1, "delivered"))));

    /** Files are not read before they are requested: {@code BlobStoreTest} damages those. */
    private static final Set<String> ELSEWHERE = Set.of("blob");

    /** Directories of such objects. */
    private static final Set<String> DIRECTORIES = Set.of(
            "versions",
            "segments",
            "bundles",
            "evaluations",
            "decisions",
            "aliases",
            "slots",
            "signatures",
            "annotations",
            "continuations",
            "deliveries");

    private static final Map<String, BiConsumer<InMemoryObjectStore, String>> DAMAGES = Map.of(
            "flipped byte",
            (store, key) -> {
                byte[] content = store.get(key).orElseThrow();
                content[content.length / 2] ^= 1;
                store.replace(key, content);
            },
            "truncated",
            (store, key) -> {
                byte[] content = store.get(key).orElseThrow();
                store.replace(key, Arrays.copyOf(content, content.length / 2));
            },
            "empty",
            (store, key) -> store.replace(key, new byte[0]),
            "unreadable",
            InMemoryObjectStore::makeUnreadable);

    private static final Map<String, byte[]> SOUND = new TreeMap<>();

    /** A whole registry without HTTP and Kafka, and the services that read objects which the view does not. */
    private static final class Instance {
        final DamageLog damage = new DamageLog();
        final TestRegistry registry;
        final SignatureService signatures;
        final DeliveryLogProbe deliveries;
        final SlotWriter slots;
        /** What was read last of the signatures of the fifth version: to verify them takes longer than all the rest. */
        Map<String, JsonNode> signed = Map.of();

        Instance(InMemoryObjectStore store) {
            slots = new SlotWriter(store);
            registry = new TestRegistry(store, damage, SIZE);
            signatures = new SignatureService(
                    store,
                    damage,
                    slots,
                    null,
                    new Verification(Verification.Mode.OFF, List.of(FIRST_KEY.getPublic(), SECOND_KEY.getPublic())));
            deliveries = new DeliveryLogProbe(store, damage, slots);
        }

        ModelView model() {
            return registry.view.model(Samples.MODEL).orElseThrow();
        }

        /** Everything that reads objects, once. */
        void readAll() {
            registry.view.refresh();
            signed = signatures.of(registry.versions.require(Samples.MODEL, 5));
            deliveries.read();
        }
    }

    @BeforeAll
    static void fill() {
        InMemoryObjectStore store = new InMemoryObjectStore();
        Instance writer = new Instance(store);
        TestRegistry registry = writer.registry;
        for (int version = 1; version <= LAST.version(); version++) {
            registry.register("request-" + version);
        }
        registry.evaluations.post(Samples.evaluation("measured", 1, Split.VALIDATION, 80, null));
        registry.evaluations.post(Samples.evaluation("measured", 5, Split.VALIDATION, 80, null));
        registry.promotions.promote(Samples.MODEL, 1, new PromotionRequest("ann", "first", List.of("measured"), false));
        registry.promotions.reject(Samples.MODEL, 5, new Rejection("ann", "worse"));
        registry.aliases.move(Samples.MODEL, "canary", 0, new AliasMove(2, "ann", "try", List.of()));
        registry.annotations.change(Samples.MODEL, 1, null, new AnnotationChange("ann", "one", null));
        registry.annotations.change(Samples.MODEL, 2, null, new AnnotationChange("ann", "two", null));
        SpentNumbers none = new SpentNumbers(
                Samples.MODEL, 1, LAST.version(), LAST.version(), Map.of(), "ann", "restored", "n", TestRegistry.NOW);
        store.create(RegistryKeys.continuation(Samples.MODEL, 1), Documents.seal(none));
        for (KeyPair pair : List.of(FIRST_KEY, SECOND_KEY)) {
            JsonNode signature = ModelSignature.sign(
                    pair.getPrivate(),
                    pair.getPublic(),
                    FIFTH,
                    registry.versions.require(Samples.MODEL, 5).sha256());
            String id = ModelSignature.keyId(pair.getPublic());
            store.create(RegistryKeys.signature(FIFTH, id), Documents.write(signature));
        }
        writer.deliveries.write();
        for (int i = 0; i < LAST.version() / SIZE; i++) {
            registry.view.writeSegments(writer.slots);
        }
        store.list("", "", 10_000).stream()
                .map(ObjectStat::key)
                .forEach(key -> SOUND.put(key, store.get(key).orElseThrow()));
    }

    @Test
    void shouldKnowEveryKindOfObject() {
        Set<String> kinds = new TreeSet<>(KINDS.keySet());
        kinds.addAll(ELSEWHERE);
        kinds.addAll(DIRECTORIES);
        assertThat(Arrays.stream(RegistryKeys.class.getDeclaredMethods())
                        .filter(method -> Modifier.isPublic(method.getModifiers()))
                        .map(Method::getName))
                .containsOnlyOnceElementsOf(Set.of("version", "blob"))
                .allMatch(kinds::contains)
                .containsAll(kinds);
        assertThat(SOUND).containsKeys(KINDS.values().toArray(new String[0]));
    }

    static Stream<Arguments> cases() {
        return KINDS.keySet().stream()
                .flatMap(kind -> DAMAGES.keySet().stream().map(damage -> Arguments.of(kind, damage)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldStartWithoutTheDamagedObject(String kind, String damage) {
        // Given
        InMemoryObjectStore store = new InMemoryObjectStore();
        SOUND.forEach(store::create);
        DAMAGES.get(damage).accept(store, KINDS.get(kind));
        Instance instance = new Instance(store);
        // When
        instance.readAll();
        // Then
        assertOnlyThatIsLost(kind, instance);
        assertMended(kind, instance, store);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldGoOnWithoutTheDamagedObject(String kind, String damage) {
        // Given a registry that runs, with a model of its own
        InMemoryObjectStore store = new InMemoryObjectStore();
        Instance instance = new Instance(store);
        instance.registry.versions.register("birds", Samples.artifact("bird"), new VersionDescription(null, null));
        // When another one writes what turns out to be damaged
        SOUND.forEach(store::create);
        DAMAGES.get(damage).accept(store, KINDS.get(kind));
        instance.readAll();
        // Then
        assertThat(instance.registry.versions.require("birds", 1)).isNotNull();
        assertOnlyThatIsLost(kind, instance);
        assertMended(kind, instance, store);
    }

    @ParameterizedTest
    @ValueSource(strings = {"segment", "bundle"})
    void shouldForgetDerivedObjectsThatAreGoodAgain(String kind) {
        // Given
        InMemoryObjectStore store = new InMemoryObjectStore();
        SOUND.forEach(store::create);
        DAMAGES.get("truncated").accept(store, KINDS.get(kind));
        Instance instance = new Instance(store);
        instance.readAll();
        assertThat(instance.damage.keys("")).containsExactly(KINDS.get(kind));
        // When another registry wrote it again
        store.replace(KINDS.get(kind), SOUND.get(KINDS.get(kind)));
        writeSegments(instance);
        // Then
        assertThat(instance.damage.keys("")).isEmpty();
    }

    @Test
    void shouldOpenAStoreOfBeforeThereWereSeals() {
        // Given
        InMemoryObjectStore old = new InMemoryObjectStore();
        SOUND.forEach((key, content) -> {
            if (key.endsWith(".json")) {
                old.create(key, unsealed(content));
            }
        });
        Instance instance = new Instance(old);
        // When
        instance.readAll();
        // Then
        InMemoryObjectStore store = new InMemoryObjectStore();
        SOUND.forEach(store::create);
        Instance sealed = new Instance(store);
        sealed.readAll();
        assertThat(instance.damage.keys("")).isEmpty();
        assertThat(describe(instance)).isEqualTo(describe(sealed));
        assertThat(instance.registry.register("next").model().version()).isEqualTo(LAST.version() + 1);
    }

    /** An object as it was written before. */
    private static byte[] unsealed(byte[] content) {
        return new String(content, StandardCharsets.UTF_8)
                .replaceFirst("(,\"previousSha256\":\"[0-9a-f]{64}\")?,\"seal\":\"[0-9a-f]{64}\"}$", "}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void assertOnlyThatIsLost(String kind, Instance instance) {
        String key = KINDS.get(kind);
        assertThat(instance.damage.keys("")).containsExactly(key);
        ModelView model = instance.model();
        assertThat(model.versions()).hasSize(LAST.version() - (kind.equals("version") ? 1 : 0));
        assertThat(model.evaluations(5)).hasSize(kind.equals("evaluation") ? 0 : 1);
        assertThat(model.decisions(5)).hasSize(kind.equals("decision") ? 0 : 1);
        assertThat(model.annotations(1).description()).isEqualTo(kind.equals("annotation") ? "" : "one");
        assertThat(model.annotations(2).description()).isEqualTo("two");
        assertThat(model.alias("teacher").head().orElseThrow().version()).isEqualTo(1);
        assertThat(model.alias("canary").isBroken()).isEqualTo(kind.equals("slot"));
        assertThat(instance.signed).containsKey(ModelSignature.keyId(SECOND_KEY.getPublic()));
        assertThat(instance.deliveries.isDelivered()).isTrue();
        assertThat(instance.deliveries.since()).isBeforeOrEqualTo(Instant.now());
        TestRegistry registry = instance.registry;
        Map<String, ThrowingCallable> needed = Map.of(
                "version", () -> registry.versions.require(Samples.MODEL, LAST.version()),
                "evaluation", () -> registry.evaluations.require(Samples.MODEL, 5, List.of("measured")),
                "decision", () -> registry.promotions.reject(Samples.MODEL, 5, new Rejection("bob", "again")),
                "continuation", () -> registry.register("next"));
        if (needed.containsKey(kind)) {
            assertThatThrownBy(needed.get(kind))
                    .hasFieldOrPropertyWithValue("code", ErrorCode.OBJECT_DAMAGED)
                    .hasFieldOrPropertyWithValue("subject", key);
        }
        if (kind.equals("continuation")) {
            // It is not known which numbers are spent.
            return;
        }
        // Work goes on.
        assertThat(registry.register("next").model().version()).isEqualTo(LAST.version() + 1);
        registry.aliases.move(Samples.MODEL, "teacher", 1, new AliasMove(3, "ann", "next", List.of()));
    }

    private static void assertMended(String kind, Instance instance, InMemoryObjectStore store) {
        String key = KINDS.get(kind);
        if (kind.equals("segment") || kind.equals("bundle")) {
            // What is derived is written again.
            writeSegments(instance);
            assertThat(store.get(key)).hasValue(SOUND.get(key));
        } else {
            store.replace(key, SOUND.get(key));
            instance.registry.view.readDamagedAgain();
            instance.readAll();
        }
        assertThat(instance.damage.keys("")).isEmpty();
        Instance fresh = new Instance(store);
        fresh.readAll();
        assertThat(fresh.damage.keys("")).isEmpty();
        assertThat(describe(instance)).isEqualTo(describe(fresh));
    }

    private static void writeSegments(Instance instance) {
        for (int i = 0; i <= LAST.version() / SIZE; i++) {
            instance.registry.view.writeSegments(instance.slots);
        }
    }

    private static KeyPair keys() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Object> describe(Instance instance) {
        ModelView model = instance.model();
        return List.of(
                model.versions(),
                model.evaluations(5),
                model.decisions(5),
                model.annotations(1),
                model.annotations(2),
                model.alias("teacher").head(),
                model.alias("canary").head(),
                instance.signed);
    }
}
