package io.visiona.launch.reload;

/** Sources do not compile; the message is what javac says. */
public final class CompileException extends Exception {
  private static final long serialVersionUID = 1;

  CompileException(String said) {
    super(said);
  }
}
