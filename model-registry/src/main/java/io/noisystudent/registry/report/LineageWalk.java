package io.noisystudent.registry.report;

import io.noisystudent.contracts.digest.Digests;
import io.noisystudent.contracts.event.Ensemble;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.TrainingRanges;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.registry.objects.Documents;
import io.noisystudent.registry.view.RegistryView;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import static java.util.Objects.requireNonNull;

/** Follows lineage from a version back through its teachers, and the members of ensembles. */
public final class LineageWalk {
    private static final int SHORT_DIGEST = 12;

    private final RegistryView view;
    private final Map<String, LineageGraph.Node> nodes = new LinkedHashMap<>();
    private final Set<LineageGraph.Edge> edges = new LinkedHashSet<>();
    private boolean complete = true;

    private LineageWalk(RegistryView view) {
        this.view = requireNonNull(view, "view is null");
    }

    /**
     * The graph of a version's causes.
     *
     * @param depth how many generations of teachers are followed
     */
    public static LineageGraph from(RegistryView view, ModelVersion version, int depth) {
        LineageWalk walk = new LineageWalk(view);
        List<ModelVersion> next = List.of(version);
        for (int i = 0; !next.isEmpty() && i <= depth; i++) {
            // Each once: several have the same teacher, and members of ensembles of ensembles would double from step to
            // step.
            next = next.stream()
                    .flatMap(found -> walk.add(found).stream())
                    .distinct()
                    .toList();
        }
        walk.complete = next.isEmpty();
        next.forEach(walk::addVersion);
        return new LineageGraph(new ArrayList<>(walk.nodes.values()), new ArrayList<>(walk.edges), walk.complete);
    }

    /** Adds a version and its causes; returns its teacher, or its members, unless they are in the graph already. */
    private List<ModelVersion> add(ModelVersion version) {
        addVersion(version);
        if (version.lineage() == null) {
            return List.of();
        }
        String id = id(version.model());
        TrainingRequest request = version.lineage().request();
        TrainingRanges data = request.data();
        Ensemble ensemble = request.ensemble();
        if (ensemble != null) {
            return ensemble.versions().stream()
                    .flatMap(member ->
                            addTeacher(member, id, member.equals(ensemble.generalist()) ? "generalist" : "member")
                                    .stream())
                    .toList();
        }
        addRecipe(request, id);
        addData(data.labeled(), "labeled", id);
        addData(data.unlabeled(), "unlabeled", id);
        addData(data.pseudoLabels(), "pseudo-labels", id);
        String role = ControlReport.isControl(version) ? "start" : "teacher";
        return request.teacher() == null
                ? List.of()
                : addTeacher(request.teacher(), id, role).stream().toList();
    }

    private Optional<ModelVersion> addTeacher(ModelRef teacher, String student, String role) {
        String id = id(teacher);
        edges.add(new LineageGraph.Edge(id, student, role));
        if (nodes.containsKey(id)) {
            return Optional.empty();
        }
        Optional<ModelVersion> found = view.model(teacher.name()).flatMap(model -> model.version(teacher.version()));
        if (found.isEmpty()) {
            nodes.put(id, new LineageGraph.Node(id, LineageGraph.Kind.UNKNOWN, teacher + " (not here)", Map.of()));
        }
        return found;
    }

    private void addVersion(ModelVersion version) {
        Map<String, String> attributes = new TreeMap<>();
        attributes.put("model", version.model().name());
        attributes.put("version", Integer.toString(version.model().version()));
        attributes.put("sha256", version.sha256());
        attributes.put("createdAt", version.createdAt().toString());
        if (version.lineage() != null) {
            TrainingRequest request = version.lineage().request();
            attributes.put("generation", Integer.toString(request.generation()));
            attributes.put("seed", Long.toString(request.seed()));
            attributes.put("request", request.id());
            attributes.put("purpose", request.purpose().name().toLowerCase(Locale.ROOT));
            if (request.peers() != null) {
                attributes.put(
                        "peers",
                        request.peers().stream().map(TrainingRequest.Peer::id).collect(Collectors.joining(" ")));
            }
            version.lineage().environment().forEach((key, value) -> attributes.put("environment." + key, value));
        }
        String origin = version.lineage() == null
                ? "imported"
                : "generation " + version.lineage().request().generation();
        String id = id(version.model());
        nodes.put(
                id,
                new LineageGraph.Node(
                        id, LineageGraph.Kind.VERSION, version.model() + " (" + origin + ")", attributes));
    }

    private void addRecipe(TrainingRequest request, String student) {
        String recipe = new String(Documents.write(request.recipe()), StandardCharsets.UTF_8);
        String id = "recipe:" + digest(recipe);
        String length = request.recipe().epochs() > 0
                ? request.recipe().epochs() + " epochs"
                : request.recipe().steps() + " steps";
        nodes.putIfAbsent(
                id,
                new LineageGraph.Node(
                        id,
                        LineageGraph.Kind.RECIPE,
                        request.recipe().network() + ", " + length,
                        Map.of("recipe", recipe)));
        edges.add(new LineageGraph.Edge(id, student, "recipe"));
    }

    /** One node for all ranges of a topic, so that generations that read the same data share it. */
    private void addData(List<LogRange> ranges, String role, String student) {
        Map<String, List<LogRange>> topics =
                ranges.stream().collect(Collectors.groupingBy(LogRange::topic, TreeMap::new, Collectors.toList()));
        topics.forEach((topic, ofTopic) -> {
            String listed = ofTopic.stream().map(LogRange::toString).sorted().collect(Collectors.joining(" "));
            long records = ofTopic.stream().mapToLong(LogRange::length).sum();
            String id = "data:" + topic + ":" + digest(listed);
            nodes.putIfAbsent(
                    id,
                    new LineageGraph.Node(
                            id,
                            LineageGraph.Kind.DATA,
                            topic + ", " + records + " offsets",
                            Map.of("topic", topic, "ranges", listed)));
            edges.add(new LineageGraph.Edge(id, student, role));
        });
    }

    private static String id(ModelRef model) {
        return "version:" + model;
    }

    private static String digest(String text) {
        return Digests.sha256Hex(text.getBytes(StandardCharsets.UTF_8)).substring(0, SHORT_DIGEST);
    }
}
