package io.noisystudent.k8s;

import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.Rule;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

class AlertsTest {
    static List<Manifests> withPrometheus() {
        return Manifests.all().stream()
                .filter(manifests -> !manifests.of(PrometheusRule.class).isEmpty())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("withPrometheus")
    void shouldWatchMetricsThatExist(Manifests manifests) {
        assertThat(rules(manifests)).hasSizeGreaterThan(5).allSatisfy(rule -> {
            String expression = rule.getExpr().getStrVal();
            assertThat(PromQl.metrics(expression)).as(expression).isNotEmpty();
            assertThat(MetricNames.known()).as(expression).containsAll(PromQl.metrics(expression));
        });
    }

    @ParameterizedTest
    @MethodSource("withPrometheus")
    void shouldSayWhatToDo(Manifests manifests) {
        String handbook = Project.read("docs/alerts.md");
        assertThat(rules(manifests)).allSatisfy(rule -> {
            assertThat(handbook).contains("\n## " + rule.getAlert() + "\n");
            assertThat(rule.getAnnotations())
                    .containsEntry(
                            "runbook", "docs/alerts.md#" + rule.getAlert().toLowerCase(Locale.ROOT))
                    .containsKey("summary");
            assertThat(rule.getLabels().get("severity")).isIn("warning", "critical");
        });
        assertThat(rules(manifests)).extracting(Rule::getAlert).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("withPrometheus")
    void shouldScrapeEveryService(Manifests manifests) {
        PodMonitor monitor = manifests.of(PodMonitor.class).stream()
                .filter(object -> object.getMetadata().getName().equals("noisy-student"))
                .findFirst()
                .orElseThrow();

        assertThat(monitor.getSpec().getPodMetricsEndpoints()).singleElement().satisfies(endpoint -> {
            assertThat(endpoint.getPath()).isEqualTo("/q/metrics");
            assertThat(endpoint.getPort()).isEqualTo("http");
        });
        assertThat(manifests.services().values()).allMatch(service -> service.getSpec()
                .getTemplate()
                .getMetadata()
                .getLabels()
                .entrySet()
                .containsAll(monitor.getSpec().getSelector().getMatchLabels().entrySet()));
    }

    @ParameterizedTest
    @MethodSource("withPrometheus")
    void shouldHaveAnAlertForEverySection(Manifests manifests) {
        List<String> sections = Pattern.compile("(?m)^## (\\w+)$")
                .matcher(Project.read("docs/alerts.md"))
                .results()
                .map(section -> section.group(1))
                .toList();

        assertThat(rules(manifests)).extracting(Rule::getAlert).containsExactlyInAnyOrderElementsOf(sections);
    }

    @Test
    void shouldKnowTheMetersOfEveryService() {
        assertThat(MetricNames.all())
                .contains(
                        "noisystudent_samples_total",
                        "noisystudent_task_seconds_sum",
                        "noisystudent_batch_fill_count",
                        "noisystudent_training_loss",
                        "noisystudent_registry_age_seconds",
                        "noisystudent_curriculum_active",
                        "noisystudent_curriculum_decisions_total",
                        "noisystudent_curriculum_bad_messages_total")
                .doesNotContain("noisystudent_samples");
    }

    private static List<Rule> rules(Manifests manifests) {
        return manifests.of(PrometheusRule.class).stream()
                .flatMap(object -> object.getSpec().getGroups().stream())
                .flatMap(group -> group.getRules().stream())
                .toList();
    }
}
