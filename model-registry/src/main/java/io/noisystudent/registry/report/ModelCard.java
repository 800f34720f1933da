package io.noisystudent.registry.report;

import io.noisystudent.contracts.config.GateRule;
import io.noisystudent.contracts.event.Ensemble;
import io.noisystudent.contracts.event.Ensemble.Average;
import io.noisystudent.contracts.event.LabelDoubt;
import io.noisystudent.contracts.event.Latency;
import io.noisystudent.contracts.event.OmittedClass;
import io.noisystudent.contracts.event.TrainingReport;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.contracts.registry.Annotations;
import io.noisystudent.contracts.registry.Metrics;
import io.noisystudent.contracts.registry.ModelEvaluation;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.contracts.registry.Verdict;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

import static java.util.Objects.requireNonNull;

/**
 * A version as a model card of the Hugging Face Hub: YAML front matter for machines, Markdown for people.
 *
 * <p>Source of the keys: the Hub's model card specification ({@code library_name}, {@code pipeline_tag}, {@code
 * base_model}, {@code datasets}, {@code metrics}, {@code model-index}).
 */
public final class ModelCard {
    private static final int SHOWN_CLASSES = 40;

    private final ModelVersion version;
    private final Annotations annotations;
    private final List<ModelEvaluation> evaluations;
    private final ControlReport controls;
    private final @Nullable Verdict verdict;
    private final StringBuilder card = new StringBuilder();

    private ModelCard(
            ModelVersion version,
            Annotations annotations,
            Collection<ModelEvaluation> evaluations,
            ControlReport controls,
            @Nullable Verdict verdict) {
        this.controls = requireNonNull(controls, "controls is null");
        this.version = requireNonNull(version, "version is null");
        this.annotations = requireNonNull(annotations, "annotations is null");
        this.evaluations = evaluations.stream()
                .sorted(Comparator.<ModelEvaluation, Boolean>comparing(evaluation -> evaluation.condition() == null)
                        .thenComparing(ModelEvaluation::split)
                        .thenComparing(ModelEvaluation::at))
                .toList();
        this.verdict = verdict;
    }

    /** The card as Markdown with front matter. */
    public static String of(
            ModelVersion version,
            Annotations annotations,
            Collection<ModelEvaluation> evaluations,
            ControlReport controls,
            @Nullable Verdict verdict) {
        ModelCard card = new ModelCard(version, annotations, evaluations, controls, verdict);
        card.frontMatter();
        int front = card.card.length();
        card.introduction();
        card.origin();
        card.measurements();
        card.besideTheControl();
        card.decision();
        return card.card.substring(0, front) + MarkdownLinks.harmless(card.card.substring(front));
    }

    private void frontMatter() {
        line("---");
        line("library_name: onnx");
        line("pipeline_tag: image-classification");
        line("tags:");
        line("- noisy-student");
        line("- self-training");
        TrainingRequest request =
                version.lineage() == null ? null : version.lineage().request();
        if (request != null && request.teacher() != null) {
            line("base_model: " + yaml(request.teacher().toString()));
        }
        if (request != null) {
            line("datasets:");
            topics(request).forEach(topic -> line("- " + yaml(topic)));
        }
        if (!evaluations.isEmpty()) {
            line("metrics:");
            line("- accuracy");
            line("model-index:");
            line("- name: " + yaml(version.model().toString()));
            line("  results:");
            evaluations.forEach(this::result);
        }
        line("---");
    }

    private void result(ModelEvaluation evaluation) {
        String topics = evaluation.data().stream()
                .map(LogRange::topic)
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
        line("  - task:");
        line("      type: image-classification");
        line("    dataset:");
        line("      name: " + yaml(topics));
        line("      type: " + yaml(topics));
        line("      split: " + split(evaluation));
        line("    metrics:");
        metric("accuracy", evaluation.metrics().top1());
        metric("top_5_accuracy", evaluation.metrics().top5());
        metric("nll", evaluation.metrics().nll());
        metric("expected_calibration_error", evaluation.metrics().ece());
    }

    private void metric(String type, double value) {
        line("    - type: " + type);
        line("      value: " + String.format(Locale.ROOT, "%.6f", value));
    }

    private void introduction() {
        line("");
        line("# " + version.model());
        line("");
        if (!annotations.description().isBlank()) {
            line(annotations.description().strip());
            line("");
        }
        line("An image classifier in one self-contained ONNX file of " + version.size() + " bytes, SHA-256 `"
                + version.sha256() + "`, registered at " + version.createdAt() + ".");
        line("Input `images`: uint8 (N, height, width, channels); outputs `logits` and `probabilities`: float32 (N, "
                + version.classes().size() + "). Normalization is inside the graph.");
        line("");
        line("Classes, in the order of the outputs: "
                + version.classes().stream().map(ModelCard::cell).collect(Collectors.joining(", ")) + ".");
        if (!annotations.tags().isEmpty()) {
            table(List.of("tag", "value"));
            new TreeMap<>(annotations.tags()).forEach((key, value) -> row(List.of(key, value)));
        }
    }

    private void origin() {
        section("Where it comes from");
        if (version.lineage() == null) {
            line("It was imported: the registry does not know how it was trained.");
            return;
        }
        TrainingRequest request = version.lineage().request();
        line("Generation " + request.generation() + ", training request `" + request.id() + "`, seed " + request.seed()
                + ", " + kind(request));
        if (request.peers() != null) {
            line("It was trained along with "
                    + request.peers().stream()
                            .map(peer -> "the `" + peer.recipe().network() + "` of request `" + peer.id() + "`")
                            .collect(Collectors.joining(", "))
                    + ": they learned from each other.");
        }
        table(List.of("read from", "offsets"));
        request.data().labeled().forEach(range -> row(List.of("labeled", range.toString())));
        request.data().unlabeled().forEach(range -> row(List.of("unlabeled", range.toString())));
        request.data().pseudoLabels().forEach(range -> row(List.of("pseudo-labels", range.toString())));
        TrainingReport report = version.report();
        if (report != null) {
            table(List.of("training", "value"));
            row(List.of("network", report.network()));
            row(List.of("parameters", Long.toString(report.parameters())));
            row(List.of("optimizer steps", Long.toString(report.steps())));
            row(List.of("image passes", Long.toString(report.countedImagePasses())));
            row(List.of("labeled images", Integer.toString(report.labeled())));
            row(List.of("pseudo-labeled images", Integer.toString(report.selected())));
            row(List.of("seconds", String.format(Locale.ROOT, "%.0f", report.seconds())));
            row(List.of("precision", report.precision()));
            known(report.known());
            omitted(report.omitted());
            doubt(report.doubt());
        }
    }

    private void known(@Nullable List<String> known) {
        if (known != null) {
            line("");
            line("It tells these classes apart: "
                    + known.stream().map(ModelCard::cell).collect(Collectors.joining(", "))
                    + ". All others share what is left, in equal parts.");
        }
    }

    private void omitted(@Nullable List<OmittedClass> omitted) {
        if (omitted == null) {
            return;
        }
        line("");
        line(
                "It was shown no image of some classes. This is what it knows of them on the split validation, as it was"
                        + " trained, and with the bias of the class raised so that it is predicted as often as it occurs there.");
        table(List.of("class", "images", "recognized", "other errors", "bias", "recognized with it", "other errors"));
        for (OmittedClass one : omitted) {
            row(List.of(
                    one.name(),
                    Integer.toString(one.ofClass()),
                    Integer.toString(one.ofClass() - one.asTrained().missed()),
                    Integer.toString(one.asTrained().all() - one.asTrained().missed()),
                    number(one.bias()),
                    Integer.toString(one.ofClass() - one.corrected().missed()),
                    Integer.toString(one.corrected().all() - one.corrected().missed())));
        }
    }

    /** Nothing where every label was certain. */
    private void doubt(@Nullable LabelDoubt doubt) {
        if (doubt == null) {
            return;
        }
        line("");
        line("Of the labeled images, " + doubt.distributions() + " had a distribution over the classes and "
                + doubt.voted() + " had votes, of " + doubt.annotators() + " annotators in all. Images for validation"
                + " that were left out, because none of their classes was ahead: " + doubt.undecided() + ".");
        if (!doubt.leastReliable().isEmpty()) {
            table(List.of("annotator, the least reliable first", "votes", "estimated accuracy"));
            doubt.leastReliable()
                    .forEach(one ->
                            row(List.of(one.annotator(), Integer.toString(one.votes()), number(one.accuracy()))));
        }
    }

    private static String kind(TrainingRequest request) {
        Ensemble ensemble = request.ensemble();
        if (ensemble != null && ensemble.generalist() != null) {
            return "the generalist `" + ensemble.generalist() + "` with its specialists "
                    + ensemble.members().stream()
                            .map(member -> "`" + member + "`")
                            .collect(Collectors.joining(", "))
                    + ", all of which it contains: the distribution nearest to its own and to those of the specialists"
                    + " that know its best class.";
        }
        if (ensemble != null) {
            String members = ensemble.members().stream()
                    .map(member -> "`" + member + "`")
                    .collect(Collectors.joining(", "));
            String averaged = ensemble.average() == Average.PROBABILITIES ? "probabilities" : "log-probabilities";
            return "an ensemble: the mean of the " + averaged + " of " + members + ", which it contains.";
        }
        if (request.purpose() == TrainingRequest.Purpose.CONTROL) {
            String start =
                    request.teacher() == null ? "" : ", beginning with the weights of `" + request.teacher() + "`";
            return "the control of that generation, trained on labels alone" + start + ".";
        }
        if (request.purpose() == TrainingRequest.Purpose.FIXRES) {
            return "`" + request.teacher()
                    + "` with classifier and last normalization adapted to the size that is served"
                    + " (FixRes), on labels alone.";
        }
        if (request.specialist() != null) {
            return "the specialist " + request.specialist().number() + " of "
                    + request.specialist().clusters() + " of `" + request.teacher()
                    + "`, with whose weights it began, on labels alone.";
        }
        if (request.teacher() == null) {
            return "trained on labels alone.";
        }
        return "a student of `" + request.teacher() + "`, "
                + (request.data().labelingTasks() == 0
                        ? "which took part in its training on labeled images."
                        : "whose pseudo-labels it was trained on.");
    }

    private void measurements() {
        section("How good it is");
        if (evaluations.isEmpty()) {
            line("Not measured yet.");
            return;
        }
        table(List.of(
                "evaluation", "split", "samples", "top-1", "95 % interval", "top-5", "NLL", "ECE", "ms an image"));
        for (ModelEvaluation evaluation : evaluations) {
            Metrics metrics = evaluation.metrics();
            row(List.of(
                    evaluation.id(),
                    split(evaluation),
                    Long.toString(metrics.samples()),
                    number(metrics.top1()),
                    number(metrics.top1Low()) + " to " + number(metrics.top1High()),
                    number(metrics.top5()),
                    number(metrics.nll()),
                    number(metrics.ece()),
                    latency(evaluation)));
        }
        confusion(evaluations.get(evaluations.size() - 1));
    }

    /** Nothing for a version that no control was compared with. */
    private void besideTheControl() {
        if (controls.comparisons().isEmpty()) {
            return;
        }
        section("Beside the same network on labels alone");
        line("A control was trained on the labels alone, as long as all generations up to this one together (where a"
                + " student is distilled from another network, as long as this one), and saw"
                + " the same held-out samples. Image passes of this version's own training: "
                + count(controls.imagePasses()) + ".");
        table(List.of(
                "control",
                "its image passes",
                "split",
                "samples",
                "top-1",
                "top-1 of the control",
                "difference",
                "95 % interval",
                "p (no better)"));
        for (ControlReport.Comparison beside : controls.comparisons()) {
            row(List.of(
                    beside.control().toString(),
                    count(beside.imagePasses()),
                    beside.split().name().toLowerCase(Locale.ROOT),
                    Long.toString(beside.samples()),
                    number(beside.top1()),
                    number(beside.controlTop1()),
                    signed(beside.difference()),
                    signed(beside.differenceLow()) + " to " + signed(beside.differenceHigh()),
                    number(beside.pBetter())));
        }
    }

    private static String count(@Nullable Long number) {
        return number == null ? "unknown" : number.toString();
    }

    private static String signed(double value) {
        return String.format(Locale.ROOT, "%+.4f", value);
    }

    private void confusion(ModelEvaluation evaluation) {
        if (version.classes().size() > SHOWN_CLASSES) {
            return;
        }
        line("");
        line("Confusion matrix of `" + evaluation.id() + "`, rows are true classes:");
        List<String> names = version.classes();
        table(prepended("", names));
        for (int k = 0; k < names.size(); k++) {
            row(prepended(
                    names.get(k),
                    evaluation.metrics().confusion().get(k).stream()
                            .map(String::valueOf)
                            .toList()));
        }
    }

    private void decision() {
        section("What was decided");
        if (verdict == null) {
            line("Nothing yet.");
            return;
        }
        line("Outcome: " + verdict.outcome().name().toLowerCase(Locale.ROOT) + ".");
        if (verdict.rules().isEmpty()) {
            return;
        }
        table(List.of("rule", "compared with", "why"));
        for (Verdict.RuleResult rule : verdict.rules()) {
            row(List.of((rule.passed() ? "passed " : "failed ") + rule.rule(), comparedWith(rule), rule.explanation()));
        }
    }

    /** A rule that compares found nothing to compare with where it names no version, or is of an earlier registry. */
    private static String comparedWith(Verdict.RuleResult rule) {
        if (rule.against() != null) {
            return "version " + rule.against();
        }
        return GateRule.compares(rule.rule()) ? "–" : "no version";
    }

    private static String latency(ModelEvaluation evaluation) {
        Latency latency = evaluation.latency();
        return latency == null
                ? "–"
                : String.format(
                        Locale.ROOT,
                        "%.4f (%s, batch of %d)",
                        latency.millisPerImage(),
                        latency.execution().provider(),
                        latency.batchSize());
    }

    private void section(String title) {
        line("");
        line("## " + title);
        line("");
    }

    private void table(List<String> heads) {
        line("");
        row(heads);
        line(heads.stream().map(head -> "---").collect(Collectors.joining(" | ", "| ", " |")));
    }

    private void row(List<String> cells) {
        line(cells.stream().map(ModelCard::cell).collect(Collectors.joining(" | ", "| ", " |")));
    }

    private void line(String text) {
        card.append(text).append('\n');
    }

    private static List<String> prepended(String first, List<String> rest) {
        return Stream.concat(Stream.of(first), rest.stream()).toList();
    }

    private static SortedSet<String> topics(TrainingRequest request) {
        SortedSet<String> topics = new TreeSet<>();
        request.data().labeled().forEach(range -> topics.add(range.topic()));
        request.data().unlabeled().forEach(range -> topics.add(range.topic()));
        return topics;
    }

    private static String split(ModelEvaluation evaluation) {
        String split = evaluation.split().name().toLowerCase(Locale.ROOT);
        return evaluation.condition() == null ? split : split + " under " + evaluation.condition();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }

    /** A text that neither ends a cell nor begins one. */
    private static String cell(String text) {
        return text.replaceAll("\\p{Cntrl}", " ").replace("|", "\\|").replace("<", "&lt;");
    }

    /** A text in double quotes: in YAML these are written as in JSON. */
    private static String yaml(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("\\p{Cntrl}", " ") + "\"";
    }
}
