package io.noisystudent.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DashboardTest {
    private static final JsonNode DASHBOARD = Manifests.tree(Project.read("k8s/components/prometheus/dashboard.json"));
    private static final int WIDTH = 24;

    @Test
    void shouldAskForMetricsThatExist() {
        assertThat(expressions()).hasSizeGreaterThan(20).allSatisfy(expression -> assertThat(MetricNames.known())
                .as(expression)
                .containsAll(PromQl.metrics(expression)));
    }

    /** Who adds a meter shows it, too. */
    @Test
    void shouldShowEveryMeterOfTheServices() {
        // Given
        Set<String> hidden = new TreeSet<>(MetricNames.all());
        // Each is the sum, the count or the maximum of one that is shown, or counts what the others are counted in.
        hidden.removeIf(name -> name.endsWith("_max") || name.equals("noisystudent_curriculum_events_total"));

        // When
        expressions().forEach(expression -> hidden.removeAll(PromQl.metrics(expression)));

        // Then
        assertThat(hidden).isEmpty();
    }

    @Test
    void shouldLayPanelsBesideEachOther() {
        Set<String> taken = new HashSet<>();
        Set<Integer> ids = new HashSet<>();
        for (JsonNode panel : DASHBOARD.get("panels")) {
            String title = panel.get("title").asText();
            assertThat(ids.add(panel.get("id").asInt())).as("id of %s", title).isTrue();
            JsonNode place = panel.get("gridPos");
            assertThat(place.get("x").asInt() + place.get("w").asInt()).isLessThanOrEqualTo(WIDTH);
            for (int x = 0; x < place.get("w").asInt(); x++) {
                for (int y = 0; y < place.get("h").asInt(); y++) {
                    String cell =
                            (place.get("x").asInt() + x) + "," + (place.get("y").asInt() + y);
                    assertThat(taken.add(cell)).as("%s covers %s", title, cell).isTrue();
                }
            }
        }
    }

    @Test
    void shouldComeWithPrometheus() {
        AlertsTest.withPrometheus().forEach(manifests -> assertThat(manifests.of(ConfigMap.class))
                .filteredOn(map -> map.getMetadata().getName().equals("noisy-student-dashboard"))
                .singleElement()
                .satisfies(map -> {
                    assertThat(map.getMetadata().getLabels()).containsEntry("grafana_dashboard", "1");
                    assertThat(Manifests.tree(map.getData().get("noisy-student.json")))
                            .isEqualTo(DASHBOARD);
                }));
    }

    private static List<String> expressions() {
        List<String> expressions = new ArrayList<>();
        for (JsonNode panel : DASHBOARD.get("panels")) {
            for (JsonNode target : panel.path("targets")) {
                expressions.add(target.get("expr").asText());
            }
        }
        return expressions;
    }
}
