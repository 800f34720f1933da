package io.noisystudent.labeler.deadletter;

import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A record for the dead-letter topic.
 *
 * @param key of the original record
 * @param value of the original record, or null when only a pointer to it is sent
 * @param headers the original ones, followed by those that say where it was and why it could not be read
 */
@SuppressWarnings("ArrayRecordComponent") // the original record's own bytes: never copied or compared
public record DeadLetterRecord(byte @Nullable [] key, byte @Nullable [] value, Headers headers) {}
