package io.noisystudent.trainer.checkpoint;

import java.time.Instant;

/**
 * That a trainer began a request.
 *
 * @param trainer its name
 * @param memory what it may take, for people
 */
public record StartNote(String trainer, Instant at, String memory) {}
