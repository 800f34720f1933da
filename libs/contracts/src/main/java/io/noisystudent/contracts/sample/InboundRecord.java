package io.noisystudent.contracts.sample;

import io.noisystudent.contracts.config.Split;
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
     * @param labels one per image, as indexes into the pipeline's classes
     */
    @SuppressWarnings("ArrayRecordComponent") // as above
    record Labeled(@Nullable String key, ContentType contentType, byte[] value, List<Integer> labels, Split split)
            implements Images {
        public Labeled {
            labels = List.copyOf(labels);
        }
    }
}
