package dev.telemetry.examples.faults.gateway;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The files of one folder, whose changes are noted in a journal. Whoever is given its {@link #path}
 * works on real files and does not see the difference.
 */
final class JournaledFiles extends FileSystemProvider {
  private final FileSystemProvider real;
  private final Path folder;
  private final Journal journal;
  private final FileSystem fileSystem = new JournaledFileSystem(this);

  JournaledFiles(Path folder, Journal journal) {
    this.real = folder.getFileSystem().provider();
    this.folder = folder;
    this.journal = journal;
  }

  Path path() {
    return wrapped(folder);
  }

  private Path wrapped(Path path) {
    return (Path)
        Proxy.newProxyInstance(
            JournaledFiles.class.getClassLoader(),
            new Class<?>[] {Path.class},
            (proxy, method, arguments) -> invoke(path, method, arguments));
  }

  private Object invoke(Path path, Method method, Object[] arguments) throws Throwable {
    if (method.getName().equals("getFileSystem")) {
      return fileSystem;
    }
    try {
      Object[] plain =
          arguments == null ? null : Stream.of(arguments).map(this::unwrapped).toArray();
      Object result = method.invoke(path, plain);
      return result instanceof Path found ? wrapped(found) : result;
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private Object unwrapped(Object argument) {
    return argument instanceof Path path ? unwrapped(path) : argument;
  }

  private Path unwrapped(Path path) {
    return path.getFileSystem() == fileSystem ? Path.of(path.toString()) : path;
  }

  private static String name(Path path) {
    return path.getFileName().toString();
  }

  @Override
  public FileChannel newFileChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    Path file = unwrapped(path);
    String name = name(file);
    boolean isFolder = Files.isDirectory(file);
    FileChannel channel = real.newFileChannel(file, options, attributes);
    if (options.contains(StandardOpenOption.TRUNCATE_EXISTING)) {
      journal.add(disk -> disk.create(name));
    }
    return new JournaledChannel(
        channel, name, journal, isFolder ? Disk::forceFolder : disk -> disk.force(name));
  }

  @Override
  public void delete(Path path) throws IOException {
    real.delete(unwrapped(path));
    String name = name(path);
    journal.add(disk -> disk.delete(name));
  }

  @Override
  public void move(Path source, Path target, CopyOption... options) throws IOException {
    real.move(unwrapped(source), unwrapped(target), options);
    String from = name(source);
    String to = name(target);
    journal.add(disk -> disk.rename(from, to));
  }

  @Override
  public void createDirectory(Path path, FileAttribute<?>... attributes) throws IOException {
    real.createDirectory(unwrapped(path), attributes);
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path path, DirectoryStream.Filter<? super Path> filter) throws IOException {
    return real.newDirectoryStream(unwrapped(path), filter);
  }

  @Override
  public FileStore getFileStore(Path path) throws IOException {
    return real.getFileStore(unwrapped(path));
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    real.checkAccess(unwrapped(path), modes);
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    return real.readAttributes(unwrapped(path), type, options);
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options)
      throws IOException {
    return real.readAttributes(unwrapped(path), attributes, options);
  }

  @Override
  public <V extends FileAttributeView> V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    return real.getFileAttributeView(unwrapped(path), type, options);
  }

  @Override
  public boolean isSameFile(Path one, Path other) throws IOException {
    return real.isSameFile(unwrapped(one), unwrapped(other));
  }

  @Override
  public boolean isHidden(Path path) throws IOException {
    return real.isHidden(unwrapped(path));
  }

  @Override
  public String getScheme() {
    return "journaled";
  }

  @Override
  public FileSystem newFileSystem(URI uri, Map<String, ?> settings) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileSystem getFileSystem(URI uri) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Path getPath(URI uri) {
    throw new UnsupportedOperationException();
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void copy(Path source, Path target, CopyOption... options) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void setAttribute(Path path, String attribute, Object value, LinkOption... options) {
    throw new UnsupportedOperationException();
  }
}
