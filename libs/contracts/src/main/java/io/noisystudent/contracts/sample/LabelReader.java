package io.noisystudent.contracts.sample;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.noisystudent.contracts.codec.JsonMapper;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads the headers of a labeled record that name its classes: {@code label} with a name for each image, or with a
 * distribution over the classes as JSON, or {@code votes} with the choices of several annotators as JSON. Immutable.
 */
final class LabelReader {
    static final String LABEL = "label";
    static final String VOTES = "votes";

    private static final ObjectMapper JSON = JsonMapper.create();
    private static final int LONGEST = 64 * 1024;
    private static final int MOST_VOTES = 1000;
    private static final int LONGEST_ANNOTATOR = 100;
    /** What two decimals for each of a few classes may be off by, and a little for its own rounding. */
    private static final double TOLERANCE = 0.01 + 1e-9;

    private static final int CLASSES_SHOWN = 20;

    private final List<String> classes;
    private final Map<String, Integer> indexes = new HashMap<>();
    /** Where the name of a class begins like JSON, a label is always a name. */
    private final boolean hasDistributions;

    LabelReader(List<String> classes) {
        this.classes = classes;
        for (int i = 0; i < classes.size(); i++) {
            indexes.put(classes.get(i), i);
        }
        hasDistributions = classes.stream().noneMatch(name -> name.startsWith("{"));
    }

    /**
     * What a record says.
     *
     * @param classes one per image; of a doubtful label its first most probable class
     * @param doubt null where the label is certain
     */
    record Labels(List<Integer> classes, @Nullable DoubtfulLabel doubt) {
        static Labels of(DoubtfulLabel doubt) {
            return new Labels(List.of(doubt.mostProbable().get(0)), doubt);
        }
    }

    Labels read(ConsumerRecord<byte[], byte[]> record) {
        String votes = Headers.text(record, VOTES);
        String label = Headers.text(record, LABEL);
        if (votes != null) {
            return Labels.of(new DoubtfulLabel.Votes(votes(record, votes, label)));
        }
        if (label == null || label.isBlank()) {
            throw refused(
                    ErrorCode.MISSING_LABEL,
                    record,
                    "the record has no header 'label' and no header 'votes'; send the class name with it, or send it to"
                            + " the unlabeled topic");
        }
        if (Headers.differ(record, LABEL)) {
            throw refused(
                    ErrorCode.LABEL_COUNT,
                    record,
                    "the record has several headers 'label' that differ; send one, with commas between the labels of an"
                            + " npy batch");
        }
        String text = label.strip();
        if (!hasDistributions || !text.startsWith("{")) {
            return new Labels(names(record, text), null);
        }
        SortedMap<Integer, Double> shares = shares(record, text);
        return shares.size() == 1
                ? new Labels(List.of(shares.firstKey()), null)
                : Labels.of(new DoubtfulLabel.Distribution(shares));
    }

    private List<Integer> names(ConsumerRecord<byte[], byte[]> record, String header) {
        List<Integer> labels = new ArrayList<>();
        for (String name : header.split("\\s*,\\s*", -1)) {
            labels.add(index(record, "label", name));
        }
        return labels;
    }

    private int index(ConsumerRecord<byte[], byte[]> record, String what, String name) {
        Integer index = indexes.get(name);
        if (index == null) {
            throw refused(
                    ErrorCode.UNKNOWN_LABEL,
                    record,
                    what + " '" + Headers.shown(name) + "' is no class of the pipeline; its classes are " + known());
        }
        return index;
    }

    private String known() {
        String first = String.join(", ", classes.subList(0, Math.min(CLASSES_SHOWN, classes.size())));
        return classes.size() <= CLASSES_SHOWN ? first : first + ", ... (" + classes.size() + ")";
    }

    /** Those above 0, brought to a sum of exactly 1. */
    private SortedMap<Integer, Double> shares(ConsumerRecord<byte[], byte[]> record, String header) {
        SortedMap<Integer, Double> shares = new TreeMap<>();
        double sum = 0;
        for (Map.Entry<String, JsonNode> share : members(record, ErrorCode.BAD_DISTRIBUTION, LABEL, header)) {
            int index = index(record, "the distribution's class", share.getKey());
            double value = share.getValue().isNumber() ? share.getValue().doubleValue() : Double.NaN;
            if (!(value >= 0) || Double.isInfinite(value)) {
                throw refused(
                        ErrorCode.BAD_DISTRIBUTION,
                        record,
                        "the distribution in the header 'label' gives class '" + Headers.shown(share.getKey()) + "' "
                                + Headers.shown(share.getValue().toString()) + "; give a number from 0 to 1");
            }
            sum += value;
            if (value > 0) {
                shares.put(index, value);
            }
        }
        if (Math.abs(sum - 1) > TOLERANCE) {
            throw refused(
                    ErrorCode.BAD_DISTRIBUTION,
                    record,
                    "the distribution in the header 'label' sums to " + sum + "; divide its values by their sum, and"
                            + " leave out no class that has a share");
        }
        double divisor = sum;
        shares.replaceAll((index, value) -> value / divisor);
        return shares;
    }

    private SortedMap<String, Integer> votes(
            ConsumerRecord<byte[], byte[]> record, String header, @Nullable String label) {
        if (label != null) {
            throw refused(
                    ErrorCode.BAD_VOTES,
                    record,
                    "the record has the headers 'label' and 'votes'; send one of them: a label that is certain, or what"
                            + " each annotator said");
        }
        if (Headers.differ(record, VOTES)) {
            throw refused(
                    ErrorCode.BAD_VOTES,
                    record,
                    "the record has several headers 'votes' that differ; send one with all votes in it");
        }
        SortedMap<String, Integer> votes = new TreeMap<>();
        for (Map.Entry<String, JsonNode> vote : members(record, ErrorCode.BAD_VOTES, VOTES, header)) {
            requireAnnotator(record, vote.getKey());
            if (!vote.getValue().isTextual()) {
                throw refused(
                        ErrorCode.BAD_VOTES,
                        record,
                        "annotator '" + vote.getKey() + "' votes "
                                + Headers.shown(vote.getValue().toString())
                                + "; a vote is a class name in double quotes, and who gave none is left out");
            }
            votes.put(vote.getKey(), index(record, "the vote", vote.getValue().textValue()));
        }
        if (votes.size() > MOST_VOTES) {
            throw refused(
                    ErrorCode.BAD_VOTES,
                    record,
                    "the header 'votes' has " + votes.size() + " votes, more than " + MOST_VOTES
                            + "; send their shares as a distribution in the header 'label'");
        }
        return votes;
    }

    private static void requireAnnotator(ConsumerRecord<byte[], byte[]> record, String name) {
        if (name.isBlank() || name.length() > LONGEST_ANNOTATOR || name.chars().anyMatch(Character::isISOControl)) {
            throw refused(
                    ErrorCode.BAD_VOTES,
                    record,
                    "annotator '" + Headers.shown(name) + "' has a name of " + name.length()
                            + " characters; give one of 1" + " to " + LONGEST_ANNOTATOR
                            + " without control characters, the same for all votes of one person");
        }
    }

    /** The members of a JSON object, at least one and each once. */
    private static List<Map.Entry<String, JsonNode>> members(
            ConsumerRecord<byte[], byte[]> record, ErrorCode code, String header, String text) {
        if (text.length() > LONGEST) {
            throw refused(
                    code,
                    record,
                    "the header '" + header + "' has " + text.length() + " characters, more than " + LONGEST
                            + "; leave classes without a share out, or shorten names");
        }
        String example =
                header.equals(VOTES) ? "{\"ann-1\": \"cat\", \"ann-2\": \"dog\"}" : "{\"cat\": 0.7, \"dog\": 0.3}";
        try {
            JsonNode tree = JSON.readTree(text);
            if (!tree.isObject() || tree.isEmpty()) {
                throw refused(
                        code,
                        record,
                        "the header '" + header + "' is " + Headers.shown(text)
                                + "; send a JSON object with at least one" + " member, for example " + example);
            }
            return List.copyOf(tree.properties());
        } catch (JsonProcessingException e) {
            throw refused(
                    code,
                    record,
                    "the header '" + header + "' cannot be read: " + Headers.shown(e.getOriginalMessage())
                            + "; send a JSON object in which every name is once, for example " + example);
        }
    }

    private static NoisyStudentException refused(
            ErrorCode code, ConsumerRecord<byte[], byte[]> record, String message) {
        return InboundRecordParser.refused(code, record, message);
    }
}
