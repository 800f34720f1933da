package io.noisystudent.contracts.sample;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.PipelineConfigReader;
import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class InboundRecordParserTest {
    private static final byte[] JPEG = {(byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xe0};
    private static final byte[] NPY = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
    private static final PipelineConfig PIPELINE = PipelineConfigReader.parse("""
            pipeline:
              name: pets
              image: {height: 8, width: 8, channels: 3}
              classes: [cat, dog, fox]
              recipes:
                - {network: mlp, steps: 1}
            """, "pets.yaml");
    private final InboundRecordParser parser = new InboundRecordParser(PIPELINE);

    @Test
    void shouldSniffAnUnlabeledImageWithoutHeaders() {
        InboundRecord parsed = parser.parseUnlabeled(record(null, JPEG, Map.of()));

        assertThat(parsed).isInstanceOfSatisfying(InboundRecord.Unlabeled.class, image -> {
            assertThat(image.key()).isNull();
            assertThat(image.contentType()).isEqualTo(ContentType.JPEG);
            assertThat(image.value()).isSameAs(JPEG);
        });
    }

    @Test
    void shouldReadLabelAndSplitFromHeaders() {
        InboundRecord parsed = parser.parseLabeled(record("a", JPEG, Map.of("label", "dog", "split", "test")));

        assertThat(parsed).isInstanceOfSatisfying(InboundRecord.Labeled.class, image -> {
            assertThat(image.labels()).containsExactly(1);
            assertThat(image.split()).isEqualTo(Split.TEST);
        });
    }

    @Test
    void shouldReadOneLabelPerImageOfABatch() {
        assertThat(labels("dog, cat,dog")).containsExactly(1, 0, 1);
    }

    @Test
    void shouldTakeAKeyWithoutValueAsDeletion() {
        assertThat(parser.parseUnlabeled(record("a", null, Map.of()))).isEqualTo(new InboundRecord.Deletion("a"));
        assertThat(parser.parseLabeled(record("a", new byte[0], Map.of()))).isEqualTo(new InboundRecord.Deletion("a"));
    }

    @Test
    void shouldRefuseWhatBreaksTheContract() {
        assertRefused(ErrorCode.EMPTY_VALUE, () -> parser.parseUnlabeled(record(null, null, Map.of())));
        assertRefused(ErrorCode.MISSING_LABEL, () -> parser.parseLabeled(record("a", JPEG, Map.of())));
        assertRefused(ErrorCode.UNKNOWN_LABEL, () -> parser.parseLabeled(record("a", JPEG, Map.of("label", "cow"))));
        assertRefused(ErrorCode.LABEL_COUNT, () -> parser.parseLabeled(record("a", JPEG, Map.of("label", "cat,dog"))));
        assertRefused(ErrorCode.UNKNOWN_LABEL, () -> parser.parseLabeled(record("a", NPY, Map.of("label", "cat,"))));
        assertRefused(
                ErrorCode.UNKNOWN_SPLIT,
                () -> parser.parseLabeled(record("a", JPEG, Map.of("label", "cat", "split", "dev"))));
        assertRefused(
                ErrorCode.UNKNOWN_CONTENT_TYPE,
                () -> parser.parseUnlabeled(record("a", JPEG, Map.of("content-type", "image/gif"))));
        assertRefused(
                ErrorCode.CLAIM_REFUSED,
                () -> parser.parseUnlabeled(record("a", JPEG, Map.of("content-type", "application/json"))));
    }

    @Test
    void shouldKeepKeysApartThatAreNoText() {
        // Given: numbers as the Java client writes them
        ConsumerRecord<byte[], byte[]> first = new ConsumerRecord<>("t", 0, 0, new byte[] {0, (byte) 0x80}, JPEG);
        ConsumerRecord<byte[], byte[]> second = new ConsumerRecord<>("t", 0, 1, new byte[] {0, (byte) 0x81}, JPEG);

        // When / Then
        assertThat(InboundRecordParser.key(first)).isEqualTo("0x0080");
        assertThat(InboundRecordParser.key(second)).isEqualTo("0x0081");
    }

    @Test
    void shouldKeepMessagesShortWhateverTheHeaders() {
        String huge = "x".repeat(100_000);

        for (Map<String, String> headers : List.of(
                Map.of("label", huge),
                Map.of("label", "cat", "split", huge),
                Map.of("label", "cat", "content-type", huge))) {
            assertThatThrownBy(() -> parser.parseLabeled(record("a", JPEG, headers)))
                    .isInstanceOfSatisfying(NoisyStudentException.class, e -> {
                        assertThat(e.getMessage()).hasSizeLessThan(400);
                        assertThat(e.subject()).isEqualTo("pets.labeled-2@40");
                    });
        }
    }

    @Test
    void shouldRefuseLabelsThatContradictEachOther() {
        ConsumerRecord<byte[], byte[]> record = record("a", JPEG, Map.of("label", "cat"));
        record.headers().add("label", "cat".getBytes(StandardCharsets.UTF_8));
        assertThatNoException().isThrownBy(() -> parser.parseLabeled(record));

        record.headers().add("label", "dog".getBytes(StandardCharsets.UTF_8));
        assertRefused(ErrorCode.LABEL_COUNT, () -> parser.parseLabeled(record));
    }

    @Test
    void shouldDivideSamplesByTheirKeyAndAlwaysInTheSameWay() {
        Map<Split, Integer> counts = new EnumMap<>(Split.class);
        IntStream.range(0, 10_000).forEach(i -> counts.merge(splitOf("sample-" + i), 1, Integer::sum));

        assertThat(counts.get(Split.TRAIN)).isBetween(7_850, 8_150);
        assertThat(counts.get(Split.VALIDATION)).isBetween(880, 1_120);
        assertThat(splitOf("sample-7")).isEqualTo(splitOf("sample-7"));
    }

    @Test
    void shouldLeaveAReplayInTheSplitOfItsOriginal() {
        for (int original = 0; original < 40; original++) {
            ConsumerRecord<byte[], byte[]> replay =
                    record(null, JPEG, Map.of("label", "cat", ReplayedFrom.HEADER, "pets.labeled-2@" + original));
            ConsumerRecord<byte[], byte[]> first = new ConsumerRecord<>("pets.labeled", 2, original, null, JPEG);
            first.headers().add("label", "cat".getBytes(StandardCharsets.UTF_8));

            assertThat(((InboundRecord.Labeled) parser.parseLabeled(replay)).split())
                    .isEqualTo(((InboundRecord.Labeled) parser.parseLabeled(first)).split());
        }
    }

    private List<Integer> labels(String header) {
        return ((InboundRecord.Labeled) parser.parseLabeled(record("a", NPY, Map.of("label", header)))).labels();
    }

    private Split splitOf(String key) {
        return ((InboundRecord.Labeled) parser.parseLabeled(record(key, JPEG, Map.of("label", "cat")))).split();
    }

    private static void assertRefused(ErrorCode code, ThrowingCallable parsing) {
        assertThatThrownBy(parsing).isInstanceOfSatisfying(NoisyStudentException.class, e -> assertThat(e.code())
                .isEqualTo(code));
    }

    private static ConsumerRecord<byte[], byte[]> record(
            @Nullable String key, byte @Nullable [] value, Map<String, String> headers) {
        byte[] keyBytes = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>("pets.labeled", 2, 40, keyBytes, value);
        headers.forEach((name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
        return record;
    }
}
