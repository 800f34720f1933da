package io.noisystudent.contracts.sample;

import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one record of the labeled or unlabeled topic says. */
public sealed interface InboundRecord {
    /** The sample's id; null when the record's position identifies it. */
    @Nullable
    String key();

    /** The sample of this key counts no longer. */
    record Deletion(String key) implements InboundRecord {}

    /** One encoded image or one array of images. */
    sealed interface Images extends InboundRecord {
        ContentType contentType();

        byte[] value();
    }

    /** Images without a label. */
    @SuppressWarnings("ArrayRecordComponent") // the record's own bytes, of many megabytes: never copied or compared
    record Unlabeled(@Nullable String key, ContentType contentType, byte[] value) implements Images {}

    /**
     * Images with their classes.
     *
     * @param labels one per image, as indexes into the pipeline's classes; of a doubtful label its first most probable
     *     class
     * @param doubt of one image; null where the labels are certain
     */
    @SuppressWarnings("ArrayRecordComponent") // as above
    record Labeled(
            @Nullable String key,
            ContentType contentType,
            byte[] value,
            List<Integer> labels,
            Split split,
            @Nullable DoubtfulLabel doubt)
            implements Images {
        public Labeled {
            labels = List.copyOf(labels);
        }

        /**
         * Requires a label for each image.
         *
         * @param position of the record, for people
         * @throws NoisyStudentException {@code LABEL_COUNT}
         */
        public void requireImages(int count, String position) {
            if (labels.size() == count) {
                return;
            }
            throw new NoisyStudentException(
                    ErrorCode.LABEL_COUNT,
                    position,
                    doubt == null
                            ? "the record has " + count + " images and " + labels.size()
                                    + " labels; send one class name for each, separated by commas"
                            : "the record has " + count + " images, and a distribution, or votes, for one; send each"
                                    + " image as a record of its own");
        }

        /** Whether one class is most probable: only then can the images be evidence of how good a network is. */
        public boolean isDecided() {
            return doubt == null || doubt.mostProbable().size() == 1;
        }
    }
}
