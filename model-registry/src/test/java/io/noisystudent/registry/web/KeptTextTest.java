package io.noisystudent.registry.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.noisystudent.contracts.codec.JsonMapper;
import io.noisystudent.contracts.config.BackboneConfig;
import io.noisystudent.contracts.config.FeatureDistillation;
import io.noisystudent.contracts.config.Freeze;
import io.noisystudent.contracts.config.ObjectiveTerm;
import io.noisystudent.contracts.config.OptimizerConfig;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.config.Schedule;
import io.noisystudent.contracts.config.SelectionConfig;
import io.noisystudent.contracts.config.SelectionRule;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.Ensemble;
import io.noisystudent.contracts.event.Execution;
import io.noisystudent.contracts.event.LabelDoubt;
import io.noisystudent.contracts.event.Latency;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.OmittedClass;
import io.noisystudent.contracts.event.TrainingRanges;
import io.noisystudent.contracts.event.TrainingReport;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.contracts.registry.AliasMove;
import io.noisystudent.contracts.registry.AnnotationChange;
import io.noisystudent.contracts.registry.Continuation;
import io.noisystudent.contracts.registry.Lineage;
import io.noisystudent.contracts.registry.PromotionRequest;
import io.noisystudent.contracts.registry.Rejection;
import io.noisystudent.contracts.registry.Rollback;
import io.noisystudent.contracts.registry.VersionDescription;
import io.noisystudent.contracts.registry.VersionRequest;
import io.noisystudent.registry.objects.Names;
import io.noisystudent.registry.testing.Samples;
import io.noisystudent.registry.testing.TestRegistry;
import io.noisystudent.storage.testing.InMemoryObjectStore;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Whatever a client writes stays in memory for good: each text, map and list of each body that a route takes is made too
 * long, one after the other.
 */
class KeptTextTest {
    private static final String LONG = "a".repeat(100_000);
    private static final int MANY = 20_000;
    private static final Latency LATENCY = new Latency(2.5, 32, 25, new Execution("cpu", "fp32", "onnxruntime"));
    /** Of an answer: what was too long is not sent back. */
    private static final int SHORT = 1000;

    private final ObjectMapper json = JsonMapper.create();
    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final TestRegistry registry = new TestRegistry(store);

    /** A body in which every text, map and list has something, and what the registry does with it. */
    private record Body<T>(T sample, Consumer<T> keep) {}

    @BeforeEach
    void register() {
        registry.importFile("incumbent");
        registry.register("candidate");
        registry.aliases.move(Samples.MODEL, "teacher", 0, new AliasMove(1, "ann", "first", List.of()));
    }

    @Test
    void shouldKnowEveryBodyThatARouteTakes() throws Exception {
        Set<String> taken = new TreeSet<>();
        for (Class<?> resource : resources()) {
            for (Method method : resource.getDeclaredMethods()) {
                boolean writes = Stream.of(POST.class, PUT.class, PATCH.class).anyMatch(method::isAnnotationPresent);
                Arrays.stream(writes ? method.getParameters() : new Parameter[0])
                        .map(Parameter::getType)
                        .filter(Class::isRecord)
                        .forEach(type -> taken.add(type.getSimpleName()));
            }
        }
        assertThat(bodies().map(body -> body.sample().getClass().getSimpleName())
                        .toList())
                .containsExactlyInAnyOrderElementsOf(taken);
    }

    @Test
    void shouldKeepNothingThatIsTooLong() {
        bodies().forEach(this::assertBounded);
    }

    private <T> void assertBounded(Body<T> body) {
        Set<String> paths = new TreeSet<>();
        bounded(body.sample().getClass(), "", paths);
        assertThat(paths).isNotEmpty();
        for (String path : paths) {
            String what = body.sample().getClass().getSimpleName() + path;
            JsonNode tree = json.valueToTree(body.sample());
            enlarge(tree, path, what);
            int before = kept();
            Throwable refusal = catchThrowable(() -> body.keep().accept(read(tree, body.sample())));
            assertThat(refusal).as(what).isInstanceOfSatisfying(NoisyStudentException.class, e -> {
                assertThat(e.code()).as(what).isIn(ErrorCode.BAD_REQUEST, ErrorCode.BAD_NAME);
                assertThat(e.describe()).as(what).hasSizeLessThan(SHORT);
            });
            assertThat(kept()).as(what).isEqualTo(before);
        }
    }

    @SuppressWarnings("unchecked")
    private <T> T read(JsonNode tree, T sample) {
        try {
            return (T) json.treeToValue(tree, sample.getClass());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private int kept() {
        return store.list("", "", 100_000).size();
    }

    /** Texts end with their name, lists with []*, maps with {}*. */
    private static void bounded(Type type, String path, Set<String> paths) {
        if (type instanceof ParameterizedType generic && generic.getRawType() == List.class) {
            paths.add(path + "/[]*");
            bounded(generic.getActualTypeArguments()[0], path + "/[]", paths);
        } else if (type instanceof ParameterizedType generic && generic.getRawType() == Map.class) {
            paths.add(path + "/{}*");
            paths.add(path + "/{}key");
            bounded(generic.getActualTypeArguments()[1], path + "/{}", paths);
        } else if (type == String.class) {
            paths.add(path);
        } else if (type instanceof Class<?> plain && plain.isSealed() && plain.isInterface()) {
            for (Class<?> permitted : plain.getPermittedSubclasses()) {
                bounded(permitted, path, paths);
            }
        } else if (type instanceof Class<?> plain && plain.isRecord()) {
            for (RecordComponent component : plain.getRecordComponents()) {
                bounded(component.getGenericType(), path + "/" + component.getName(), paths);
            }
        } else {
            assertThat(type).as(path).isInstanceOf(Class.class).satisfies(plain -> assertThat(isSmall((Class<?>) plain))
                    .as(path)
                    .isTrue());
        }
    }

    private static boolean isSmall(Class<?> type) {
        return type.isPrimitive()
                || type.isEnum()
                || Number.class.isAssignableFrom(type)
                || type == Boolean.class
                || type == Instant.class;
    }

    private static void enlarge(JsonNode tree, String path, String what) {
        String[] steps = path.substring(1).split("/", -1);
        JsonNode at = tree;
        for (String step : Arrays.copyOf(steps, steps.length - 1)) {
            at = Objects.requireNonNull(child(at, step), () -> "the sample has nothing at " + what);
        }
        String last = steps[steps.length - 1];
        JsonNode old = Objects.requireNonNull(child(at, last), () -> "the sample has nothing at " + what);
        if (at instanceof ArrayNode list) {
            list.set(0, TextNode.valueOf(LONG));
            if (last.endsWith("*")) {
                list.removeAll();
                Collections.nCopies(MANY, old).forEach(list::add);
            }
            return;
        }
        ObjectNode fields = (ObjectNode) at;
        switch (last) {
            case "{}*" -> IntStream.range(0, MANY).forEach(i -> fields.set("key" + i, old));
            case "{}key" -> fields.set(LONG, old);
            case "{}" -> fields.put(fields.fieldNames().next(), LONG);
            default -> fields.put(last, LONG);
        }
    }

    private static JsonNode child(JsonNode at, String step) {
        if (step.startsWith("[]")) {
            return at.get(0);
        }
        return step.startsWith("{}") ? at.elements().next() : at.get(step);
    }

    private Stream<Body<?>> bodies() {
        ModelRef candidate = new ModelRef(Samples.MODEL, 2);
        return Stream.of(
                new Body<>(version(), this::register),
                new Body<>(
                        Samples.measured(Samples.under("fog", Samples.compared("e", 2, 1, 10, 5)), LATENCY),
                        registry.evaluations::post),
                new Body<>(
                        new AnnotationChange("ann", "words", Map.of("stage", "canary")),
                        change -> registry.annotations.change(Samples.MODEL, 2, null, change)),
                new Body<>(
                        new AliasMove(2, "ann", "why", List.of("e")),
                        move -> registry.aliases.move(Samples.MODEL, "canary", 0, move)),
                new Body<>(
                        new Rollback(1, "ann", "why"),
                        rollback -> registry.aliases.rollBack(Samples.MODEL, "teacher", null, rollback)),
                new Body<>(
                        new Rejection("ann", "why"),
                        rejection -> registry.promotions.reject(candidate.name(), candidate.version(), rejection)),
                new Body<>(
                        new PromotionRequest("ann", "why", List.of("e"), true),
                        request -> registry.promotions.promote(candidate.name(), candidate.version(), request)),
                new Body<>(new Continuation("ann", "why"), registry.numbers::continueNumbers));
    }

    private void register(VersionRequest request) {
        Names.sha256(request.sha256());
        registry.versions.register(
                Samples.MODEL, Samples.artifact("new"), new VersionDescription(request.lineage(), request.report()));
    }

    private static VersionRequest version() {
        Lineage lineage = Objects.requireNonNull(Samples.trained("new").lineage());
        TrainingRequest plain = lineage.request();
        OptimizerConfig optimizer =
                new OptimizerConfig(0.1, 0.9, 0, 0.1, Recipe.Algorithm.SGD, new Schedule.Step(List.of(0.5), 0.1));
        List<LogRange> ranges = plain.data().labeled();
        FeatureDistillation.Features features =
                new FeatureDistillation.Features(List.of("a"), List.of("b"), ObjectiveTerm.Rows.ALL);
        ObjectiveTerm hint = new FeatureDistillation.Hint(100, features);
        Recipe recipe = plain.recipe()
                .withOptimizer(
                        optimizer.withBackbone(new BackboneConfig(new Freeze.Until("a-value"), null, null, null, null)))
                .withObjective(Recipe.Objective.of(List.of(hint)))
                .withOmitClasses(List.of("cat"));
        TrainingRequest request = new TrainingRequest(
                plain.id(),
                plain.model(),
                plain.generation(),
                plain.student(),
                plain.purpose(),
                recipe,
                new SelectionConfig(100, true, new SelectionRule.ClassShares(List.of(0.5)), null, null, null),
                plain.seed(),
                new ModelRef(Samples.MODEL, 1),
                new TrainingRanges(ranges, ranges, ranges, 1, 10),
                "a-topic-id",
                List.of(new TrainingRequest.Peer("new-peer", 1, recipe, 8)),
                Ensemble.ofSpecialists(new ModelRef(Samples.MODEL, 2), List.of(new ModelRef(Samples.MODEL, 1))),
                null);
        TrainingReport report = new TrainingReport(
                "mlp",
                1,
                5,
                1,
                1,
                0,
                "fp32",
                1,
                1,
                0,
                0,
                0,
                0,
                List.of(0, 0),
                0,
                null,
                null,
                0,
                null,
                "auto",
                List.of(new TrainingReport.TermSummary("cross-entropy", 1, 1)),
                new LabelDoubt(1, 1, 0, 1, List.of(new LabelDoubt.AnnotatorEstimate("ann-1", 1, 0.5))),
                List.of(new OmittedClass(
                        "cat", 1, 1, new OmittedClass.Errors(1, 1, 0), 0.5, new OmittedClass.Errors(0, 0, 0))),
                List.of("dog"));
        return new VersionRequest("0".repeat(64), new Lineage(request, Map.of("java", "17")), report);
    }

    private static List<Class<?>> resources() throws IOException, ReflectiveOperationException {
        Path classes = Path.of(VersionResource.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())
                .resolve(VersionResource.class.getPackageName().replace('.', '/'));
        List<Class<?>> resources = new ArrayList<>();
        try (Stream<Path> files = Files.list(classes)) {
            for (String name : files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith("Resource.class"))
                    .collect(Collectors.toList())) {
                resources.add(Class.forName(
                        VersionResource.class.getPackageName() + "." + name.substring(0, name.length() - 6)));
            }
        }
        assertThat(resources).hasSizeGreaterThan(5);
        return resources;
    }
}
