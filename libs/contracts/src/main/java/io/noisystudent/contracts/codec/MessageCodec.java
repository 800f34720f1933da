package io.noisystudent.contracts.codec;

import org.jspecify.annotations.Nullable;

/** Turns one type of message into the bytes of a Kafka record and back. */
public interface MessageCodec<T> {
    /** The bytes of {@code message}. */
    byte[] encode(T message);

    /**
     * The message in {@code value}.
     *
     * @param topic from which it came, for the error
     * @throws io.noisystudent.contracts.error.NoisyStudentException {@code BAD_MESSAGE} when the bytes are missing or
     *     say something impossible
     */
    T decode(String topic, byte @Nullable [] value);
}
