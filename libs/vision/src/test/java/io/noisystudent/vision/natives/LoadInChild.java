package io.noisystudent.vision.natives;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.Resize;
import io.noisystudent.contracts.sample.ContentType;
import io.noisystudent.vision.decode.ImageDecoder;
import io.noisystudent.vision.decode.PngEncoder;
import java.nio.ByteBuffer;

/** What each child process of {@link NativeLibrariesIT} runs: it exits with 0 when OpenCV works. */
final class LoadInChild {
    private LoadInChild() {}

    public static void main(String[] arguments) {
        ImageShape shape = new ImageShape(8, 8, 3);
        System.out.println("loading");
        ByteBuffer pixels = ByteBuffer.allocateDirect(shape.bytes());
        try (PngEncoder encoder = new PngEncoder(shape);
                ImageDecoder decoder = new ImageDecoder(shape, Resize.STRETCH)) {
            byte[] png = encoder.encode(pixels);
            decoder.open(png, ContentType.PNG).decode(0, pixels.clear());
        }
    }
}
