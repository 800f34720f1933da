package io.noisystudent.contracts.sample;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.PipelineConfigReader;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class LabelReaderTest {
    private static final byte[] JPEG = {(byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xe0};
    private static final byte[] NPY = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
    private static final String CLASSES = "[cat, dog, fox]";

    @Test
    void shouldReadADistribution() {
        InboundRecord.Labeled read = labeled(Map.of("label", " {\"fox\": 0.69, \"cat\": 0.3, \"dog\": 0} "));

        assertThat(read.labels()).containsExactly(2);
        assertThat(read.doubt()).isInstanceOf(DoubtfulLabel.Distribution.class);
        assertThat(read.doubt().shares()).containsOnlyKeys(0, 2);
        assertThat(read.doubt().shares().get(2)).isCloseTo(0.69 / 0.99, within(1e-12));
        assertThat(read.isDecided()).isTrue();
    }

    @Test
    void shouldReadTheOnlyClassOfADistributionAsCertain() {
        InboundRecord.Labeled read = labeled(Map.of("label", "{\"dog\": 1.0, \"cat\": 0.0}"));

        assertThat(read.labels()).containsExactly(1);
        assertThat(read.doubt()).isNull();
    }

    @Test
    void shouldReadVotes() {
        InboundRecord.Labeled read = labeled(Map.of("votes", "{\"bob\": \"dog\", \"ann\": \"cat\", \"eve\": \"dog\"}"));

        assertThat(read.labels()).containsExactly(1);
        assertThat(read.doubt()).isInstanceOfSatisfying(DoubtfulLabel.Votes.class, votes -> assertThat(votes.classOf())
                .containsExactly(Map.entry("ann", 0), Map.entry("bob", 1), Map.entry("eve", 1)));
        assertThat(read.doubt().shares().get(0)).isEqualTo(1.0 / 3);
    }

    @Test
    void shouldBeUndecidedWhereNoClassIsAhead() {
        assertThat(labeled(Map.of("votes", "{\"ann\": \"fox\", \"bob\": \"cat\"}"))
                        .isDecided())
                .isFalse();
        assertThat(labeled(Map.of("label", "{\"fox\": 0.33, \"cat\": 0.33, \"dog\": 0.33}"))
                        .isDecided())
                .isFalse();
        assertThat(labeled(Map.of("label", "{\"fox\": 0.5, \"cat\": 0.5}")).labels())
                .containsExactly(0);
        assertThat(labeled(Map.of("label", "cat")).isDecided()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'cat': 0.7, 'dog': 0.2}              | BAD_DISTRIBUTION | sums to 0.89",
                "{'cat': 70, 'dog': 30}                | BAD_DISTRIBUTION | sums to 100",
                "{'cat': 1.2, 'dog': -0.2}             | BAD_DISTRIBUTION | gives class 'dog' -0.2",
                "{'cat': NaN}                          | BAD_DISTRIBUTION | cannot be read: Non-standard token 'NaN'",
                "{'cat': 'NaN'}                        | BAD_DISTRIBUTION | gives class 'cat' \"NaN\"",
                "{'cat': 1e999}                        | BAD_DISTRIBUTION | gives class 'cat'",
                "{'cat': null}                         | BAD_DISTRIBUTION | gives class 'cat' null",
                "{'cat': [1]}                          | BAD_DISTRIBUTION | gives class 'cat' [1]",
                "{'cat': 0.5, 'cat': 0.5}              | BAD_DISTRIBUTION | Duplicate field 'cat'",
                "{'cat': 0.5, 'dog'                    | BAD_DISTRIBUTION | cannot be read",
                "{'cat': 1} 2                          | BAD_DISTRIBUTION | cannot be read",
                "{}                                    | BAD_DISTRIBUTION | with at least one member",
                "{'cat': 0.5, 'cow': 0.5}              | UNKNOWN_LABEL    | class 'cow' is no class of the pipeline",
                "[0.5, 0.5]                            | UNKNOWN_LABEL    | label '[0.5'"
            })
    void shouldRefuseADistributionThatIsNone(String header, ErrorCode code, String message) {
        assertRefused(Map.of("label", header.replace('\'', '"')), code, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{}                                    | BAD_VOTES     | with at least one member",
                "['cat', 'dog']                        | BAD_VOTES     | send a JSON object",
                "{'ann': 'cat', 'ann': 'dog'}          | BAD_VOTES     | Duplicate field 'ann'",
                "{'ann': 1}                            | BAD_VOTES     | annotator 'ann' votes 1; a vote is a class name",
                "{'ann': null}                         | BAD_VOTES     | annotator 'ann' votes null",
                "{' ': 'cat'}                          | BAD_VOTES     | annotator ' ' has a name of 1 characters",
                "{'a\\u0000b': 'cat'}                  | BAD_VOTES     | without control characters",
                "cat                                   | BAD_VOTES     | cannot be read",
                "{'ann': 'cow'}                        | UNKNOWN_LABEL | the vote 'cow' is no class of the pipeline"
            })
    void shouldRefuseVotesThatAreNone(String header, ErrorCode code, String message) {
        assertRefused(Map.of("votes", header.replace('\'', '"')), code, message);
    }

    @Test
    void shouldRefuseWhatIsTooMuch() {
        String many = IntStream.range(0, 1001)
                .mapToObj(i -> "\"ann-" + i + "\": \"cat\"")
                .collect(Collectors.joining(", ", "{", "}"));

        assertRefused(Map.of("votes", ""), ErrorCode.BAD_VOTES, "with at least one member");
        assertRefused(Map.of("votes", many), ErrorCode.BAD_VOTES, "has 1001 votes, more than 1000");
        assertRefused(
                Map.of("votes", "{\"" + "a".repeat(101) + "\": \"cat\"}"),
                ErrorCode.BAD_VOTES,
                "a name of 101 characters");
        assertRefused(
                Map.of("label", "{" + " ".repeat(70_000) + "\"cat\": 1}"),
                ErrorCode.BAD_DISTRIBUTION,
                "more than 65536");
    }

    @Test
    void shouldRefuseALabelBesideVotesAndVotesThatDiffer() {
        assertRefused(
                Map.of("votes", "{\"ann\": \"cat\"}", "label", "cat"),
                ErrorCode.BAD_VOTES,
                "the headers 'label' and 'votes'; send one of them");
        ConsumerRecord<byte[], byte[]> record = record(JPEG, Map.of("votes", "{\"ann\": \"cat\"}"));
        record.headers().add("votes", "{\"bob\": \"dog\"}".getBytes(StandardCharsets.UTF_8));
        assertRefused(record, CLASSES, ErrorCode.BAD_VOTES, "several headers 'votes' that differ");
    }

    @Test
    void shouldTakeADistributionForASingleImageOnly() {
        InboundRecord.Labeled doubtful = batch("{\"cat\": 0.5, \"dog\": 0.5}");
        InboundRecord.Labeled certain = batch("cat, dog");

        doubtful.requireImages(1, "pets.labeled-2@40");
        certain.requireImages(2, "pets.labeled-2@40");
        assertThatThrownBy(() -> doubtful.requireImages(3, "pets.labeled-2@40"))
                .hasFieldOrPropertyWithValue("code", ErrorCode.LABEL_COUNT)
                .hasMessageContaining("3 images, and a distribution, or votes, for one; send each image as a record");
        assertThatThrownBy(() -> certain.requireImages(3, "pets.labeled-2@40"))
                .hasFieldOrPropertyWithValue("code", ErrorCode.LABEL_COUNT)
                .hasMessageContaining("3 images and 2 labels; send one class name for each");
    }

    @Test
    void shouldReadNamesWhereAClassBeginsLikeADistribution() {
        ConsumerRecord<byte[], byte[]> record = record(JPEG, Map.of("label", "{a}"));
        assertThat(((InboundRecord.Labeled) parser("['{a}', b]").parseLabeled(record)).labels())
                .containsExactly(0);

        assertRefused(
                record(JPEG, Map.of("label", "{\"b\": 1}")), "['{a}', b]", ErrorCode.UNKNOWN_LABEL, "is no class");
    }

    private static InboundRecord.Labeled batch(String label) {
        return (InboundRecord.Labeled) parser(CLASSES).parseLabeled(record(NPY, Map.of("label", label)));
    }

    private static InboundRecord.Labeled labeled(Map<String, String> headers) {
        return (InboundRecord.Labeled) parser(CLASSES).parseLabeled(record(JPEG, headers));
    }

    private static void assertRefused(Map<String, String> headers, ErrorCode code, String message) {
        assertRefused(record(JPEG, headers), CLASSES, code, message);
    }

    private static void assertRefused(
            ConsumerRecord<byte[], byte[]> record, String classes, ErrorCode code, String message) {
        assertThatThrownBy(() -> parser(classes).parseLabeled(record))
                .isInstanceOfSatisfying(NoisyStudentException.class, e -> {
                    assertThat(e.code()).as(e.getMessage()).isEqualTo(code);
                    assertThat(e.subject()).isEqualTo("pets.labeled-2@40");
                    assertThat(e.getMessage()).contains(message).hasSizeLessThan(400);
                });
    }

    private static InboundRecordParser parser(String classes) {
        PipelineConfig pipeline = PipelineConfigReader.parse("""
                pipeline:
                  name: pets
                  image: {height: 8, width: 8, channels: 3}
                  classes: %s
                  recipes: [{network: mlp, steps: 1}]
                """.formatted(classes), "pets.yaml");
        return new InboundRecordParser(pipeline);
    }

    private static ConsumerRecord<byte[], byte[]> record(byte[] value, Map<String, String> headers) {
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>("pets.labeled", 2, 40, new byte[] {'a'}, value);
        headers.forEach((name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
        return record;
    }
}
