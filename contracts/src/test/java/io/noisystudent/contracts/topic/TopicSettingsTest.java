package io.noisystudent.contracts.topic;

import io.noisystudent.contracts.Fixtures;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TopicSettingsTest {
    private final Map<String, TopicSettings> settings = TopicSettings.of(Fixtures.pipeline("digits")).stream()
            .collect(Collectors.toMap(TopicSettings::name, Function.identity()));

    @Test
    void shouldCoverEveryTopicOnce() {
        // Given / When / Then
        assertThat(settings.keySet()).containsExactlyInAnyOrderElementsOf(new Topics("digits").all());
    }

    @Test
    void shouldKeepImagesAndAnnouncementsForEverWithoutCompaction() {
        for (String topic : new String[] {"digits.unlabeled", "digits.labeled", "digits.models"}) {
            assertThat(settings.get(topic).config())
                    .as(topic)
                    .containsEntry("retention.ms", "-1")
                    .containsEntry("retention.bytes", "-1")
                    .containsEntry("cleanup.policy", "delete")
                    .containsEntry("max.message.bytes", "16777216");
        }
    }

    @Test
    void shouldCompactGenerationsOnly() {
        assertThat(settings.values().stream()
                        .filter(topic -> topic.config().get("cleanup.policy").equals("compact"))
                        .map(TopicSettings::name))
                .containsExactly("digits.generations");
    }

    @Test
    void shouldGiveControlTopicsOnePartitionAndOthersTheConfiguredNumber() {
        assertThat(settings.get("digits.unlabeled").partitions()).isEqualTo(3);
        assertThat(settings.get("digits.labeling-tasks").partitions()).isEqualTo(4);
        assertThat(settings.get("digits.pseudo-labels").partitions()).isEqualTo(4);
        assertThat(settings.get("digits.evaluations").partitions()).isEqualTo(1);
        assertThat(settings.get("digits.generations").partitions()).isEqualTo(1);
    }
}
