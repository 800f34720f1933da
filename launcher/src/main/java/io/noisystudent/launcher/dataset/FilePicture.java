package io.noisystudent.launcher.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A picture in a file of its own. */
public record FilePicture(String key, int label, Path file) implements Picture {
    @Override
    public byte[] encoded() throws IOException {
        return Files.readAllBytes(file);
    }
}
