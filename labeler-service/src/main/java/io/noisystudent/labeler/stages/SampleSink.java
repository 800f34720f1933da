package io.noisystudent.labeler.stages;

import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.sample.InboundRecord;
import java.nio.FloatBuffer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Takes what became of each wanted sample, in log order, on the thread that runs the pipeline. */
public interface SampleSink {
    /**
     * A sample that the model has seen.
     *
     * @param offset of its record
     * @param index within the record
     * @param probabilities of the classes, from position to limit; valid during the call only
     */
    void predicted(InboundRecord.Images images, long offset, int index, FloatBuffer probabilities);

    /** A record that could not be read. */
    void unreadable(ConsumerRecord<byte[], byte[]> record, NoisyStudentException reason);
}
