package io.noisystudent.contracts.event;

import io.noisystudent.contracts.error.ErrorCode;

/** A record that could not be read; the dead-letter topic has its bytes. It counts as one sample. */
public record UnreadableSample(long offset, ErrorCode code) {}
