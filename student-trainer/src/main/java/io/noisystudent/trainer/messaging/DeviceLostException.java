package io.noisystudent.trainer.messaging;

/** CUDA failed in a way after which this process cannot use the card; the request at hand is not answered. */
final class DeviceLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DeviceLostException(Throwable cause) {
        super(String.valueOf(cause.getMessage()).lines().findFirst().orElse(""), cause);
    }
}
