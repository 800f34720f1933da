package io.noisystudent.bench.images;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.vision.natives.NativeLibraries;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;

/** Images as a producer sends them: JPEG files, and npy batches. */
public final class ImageFiles {
    private static final int ALIGNMENT = 64;
    private static final int PREAMBLE = 10;

    private ImageFiles() {}

    /** So many JPEG files from below a directory, from the start again if there are fewer. */
    public static List<byte[]> read(Path directory, int count) throws IOException {
        List<Path> found;
        try (Stream<Path> files = Files.walk(directory)) {
            found = files.filter(file -> file.toString().matches(".*\\.jpe?g"))
                    .sorted()
                    .toList();
        }
        if (found.isEmpty()) {
            throw new IOException("no .jpg file is below " + directory);
        }
        List<byte[]> read = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            // Spread over the directory, whose folders are classes.
            read.add(
                    i < found.size()
                            ? Files.readAllBytes(
                                    found.get((int) ((long) i * found.size() / Math.min(count, found.size()))))
                            : read.get(i - found.size()));
        }
        return read;
    }

    /** Invented ones as JPEG. */
    public static List<byte[]> jpeg(ImageShape shape, int count) {
        NativeLibraries.load(opencv_core.class, opencv_imgproc.class, opencv_imgcodecs.class);
        ByteBuffer pixels = Pictures.pixels(shape, count, 1);
        List<byte[]> files = new ArrayList<>(count);
        try (Mat mat = new Mat(shape.height(), shape.width(), opencv_core.CV_8UC(shape.channels()))) {
            for (int i = 0; i < count; i++) {
                new BytePointer(mat.data())
                        .capacity(shape.bytes())
                        .asByteBuffer()
                        .put(pixels.slice(i * shape.bytes(), shape.bytes()));
                try (BytePointer encoded = new BytePointer()) {
                    opencv_imgcodecs.imencode(".jpg", mat, encoded);
                    byte[] bytes = new byte[(int) encoded.limit()];
                    encoded.get(bytes);
                    files.add(bytes);
                }
            }
        }
        return files;
    }

    /** Invented ones as npy batches. */
    public static List<byte[]> npy(ImageShape shape, int count, int perFile) {
        ByteBuffer pixels = Pictures.pixels(shape, count, 1);
        List<byte[]> files = new ArrayList<>();
        for (int from = 0; from < count; from += perFile) {
            int images = Math.min(perFile, count - from);
            byte[] data = new byte[images * shape.bytes()];
            pixels.get(data);
            ByteArrayOutputStream file = new ByteArrayOutputStream();
            file.writeBytes(header(images, shape));
            file.writeBytes(data);
            files.add(file.toByteArray());
        }
        return files;
    }

    /** NumPy's format, version 1.0. */
    private static byte[] header(int images, ImageShape shape) {
        String text = "{'descr': '|u1', 'fortran_order': False, 'shape': (" + images + ", " + shape.height() + ", "
                + shape.width() + ", " + shape.channels() + "), }";
        text += " ".repeat(ALIGNMENT - (PREAMBLE + text.length() + 1) % ALIGNMENT) + "\n";
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        header.write(0x93);
        header.writeBytes("NUMPY".getBytes(StandardCharsets.US_ASCII));
        header.writeBytes(new byte[] {1, 0, (byte) text.length(), (byte) (text.length() >> 8)});
        header.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        return header.toByteArray();
    }
}
