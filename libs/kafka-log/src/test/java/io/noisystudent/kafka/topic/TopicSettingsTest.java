package io.noisystudent.kafka.topic;

import io.noisystudent.contracts.topic.Topics;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class TopicSettingsTest {
    private final Map<String, TopicSettings> settings = TopicSettings.of(Pipelines.named("digits")).stream()
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

    @Test
    void shouldFindNothingWrongWithWhatItMadeOrWithWhatKeepsMore() {
        for (TopicSettings topic : settings.values()) {
            assertThat(topic.mistakes(topic.config(), topic.replication()))
                    .as(topic.name())
                    .isEmpty();
            Map<String, String> longer = new HashMap<>(topic.config());
            longer.put("retention.ms", "-1");
            longer.put("max.message.bytes", "33554432");
            longer.put("min.insync.replicas", "3");
            assertThat(topic.mistakes(longer, topic.replication()))
                    .as(topic.name())
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "digits.unlabeled, retention.ms, 604800000, -1",
        "digits.labeled, retention.bytes, 1073741824, -1",
        "digits.unlabeled, cleanup.policy, compact, delete",
        "digits.labeled, cleanup.policy, 'compact,delete', delete",
        "digits.unlabeled, max.message.bytes, 1048588, 16777216",
        "digits.generations, cleanup.policy, delete, compact",
        "digits.generations, cleanup.policy, 'compact,delete', compact",
        "digits.pseudo-labels, retention.ms, 604800000, 2592000000",
        "digits.labeling-tasks, retention.ms, 3600000, 604800000"
    })
    void shouldFindASettingThatLosesRecords(String topic, String name, String value, String wanted) {
        // Given
        TopicSettings expected = settings.get(topic);
        Map<String, String> actual = new HashMap<>(expected.config());
        actual.put(name, value);

        // Then
        assertThat(expected.mistakes(actual, 1)).isEqualTo(Map.of(name, wanted));
    }

    @Test
    void shouldNotAskForMoreReplicasInSyncThanThereAre() {
        TopicSettings threefold = new TopicSettings("t", 1, (short) 3, Map.of("min.insync.replicas", "2"));

        assertThat(threefold.mistakes(Map.of("min.insync.replicas", "1"), 3)).containsKey("min.insync.replicas");
        assertThat(threefold.mistakes(Map.of("min.insync.replicas", "1"), 2)).isEmpty();
    }
}
